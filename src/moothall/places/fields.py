"""Columns of PostgreSQL's own geometric types, which are indexed for nearness without PostGIS."""

from django.db import models


class PointField(models.Field):  # type: ignore[type-arg]
    """A place on the British National Grid, in metres; written by the database itself."""

    def db_type(self, connection: object) -> str:
        """Return PostgreSQL's name of the type."""
        return "point"


class BoxField(models.Field):  # type: ignore[type-arg]
    """The smallest upright rectangle round something on the British National Grid."""

    def db_type(self, connection: object) -> str:
        """Return PostgreSQL's name of the type."""
        return "box"
