"""How tables that belong to councils are made: policy, forcing and paired foreign keys."""

from __future__ import annotations

from typing import Any

from django.db.backends.ddl_references import Columns, Statement
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model

from moothall.kernel.fields import CouncilField, CouncilForeignKey

#: The form was chosen by measuring: it survives an empty setting and does not become a scan.
POLICY = (
    "council_id = ANY (string_to_array(current_setting('moothall.council_ids', true), ',')::int[])"
)


class CouncilSchemaEditor(DatabaseSchemaEditor):
    """Adds row security to tables with a council, and the council to their foreign keys."""

    sql_fence = (
        "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "CREATE POLICY council_isolation ON %(table)s USING (" + POLICY + ")",
        "ALTER TABLE %(table)s ADD CONSTRAINT %(unique)s UNIQUE (council_id, %(pk)s)",
    )

    def create_model(self, model: type[Model]) -> None:
        """Create the table and, where it has a council, its fence."""
        super().create_model(model)
        if any(isinstance(field, CouncilField) for field in model._meta.local_fields):
            self._fence(model)

    def add_field(self, model: type[Model], field: Field[Any, Any]) -> None:
        """Add a column; a paired foreign key cannot be written inline, so it is made after."""
        if isinstance(field, CouncilField):
            raise ValueError("A table is council-owned from its creation: make a new one.")
        if not isinstance(field, CouncilForeignKey):
            super().add_field(model, field)
            return
        inline = self.sql_create_column_inline_fk
        self.sql_create_column_inline_fk = None  # type: ignore[assignment]
        try:
            super().add_field(model, field)
        finally:
            self.sql_create_column_inline_fk = inline

    def _fence(self, model: type[Model]) -> None:
        table = model._meta.db_table
        names = {
            "table": self.quote_name(table),
            "unique": self.quote_name(self._create_index_name(table, ["council_id"], "_council")),
            "pk": self.quote_name(model._meta.pk.column),
        }
        for statement in self.sql_fence:
            self.execute(statement % names, params=None)

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Statement:
        statement: Statement = super()._create_fk_sql(model, field, suffix)
        if isinstance(field, CouncilForeignKey):
            target = field.target_field
            statement.parts["column"] = Columns(
                model._meta.db_table, ["council_id", field.column], self.quote_name
            )
            statement.parts["to_column"] = Columns(
                target.model._meta.db_table, ["council_id", target.column], self.quote_name
            )
        return statement
