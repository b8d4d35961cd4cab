"""Insert rows without the machinery of queries, where an action runs too often to pay for it."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

R = TypeVar("R", bound=Model)


def insert(rows: Sequence[R]) -> list[R]:
    """
    Insert rows of one kind in one statement, and return them; none at all costs none.

    Does what `bulk_create` does for rows that bring all their values, at half its use of a core.
    """
    if not rows:
        return []
    columns, marks, fields = _shape(type(rows[0]))
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {columns} VALUES {', '.join([marks] * len(rows))}", values)  # noqa: S608
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias
    return list(rows)


@cache
def _shape(model: type[Model]) -> tuple[str, str, list["Field[Any, Any]"]]:
    """Return table and columns as the statement names them, a row of marks, and the fields."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"{quote(model._meta.db_table)} ({columns})", f"({marks})", fields
