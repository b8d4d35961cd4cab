"""The database wrapper that Django loads by the engine's name."""

from django.db.backends.postgresql import base

from moothall.kernel.postgres.schema import CouncilSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with council-owned tables."""

    SchemaEditorClass = CouncilSchemaEditor
