"""Insert a row unless there already is one: a race lost costs no savepoint and breaks nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field
from django.db.models.expressions import DatabaseDefault

from moothall.kernel.models import CouncilOwned


def insert_once(row: CouncilOwned, *, unique: Sequence[str], returning: Sequence[str] = ()) -> bool:
    """
    Insert the row unless one with the same `unique` fields exists, and tell whether it was.

    One statement. If another transaction is inserting the same at this moment, it is waited for;
    the transaction around stays whole either way, which an `IntegrityError` would break. The
    fields in `returning`, which the database makes, are set on the row.
    """
    model = row._meta
    fields = [field for field in model.concrete_fields if _is_given(field, row)]
    made = [model.get_field(name) for name in returning]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    target = ", ".join(quote(model.get_field(name).column) for name in unique)
    answer = ", ".join(quote(field.column) for field in made) or "1"
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model.db_table)} ({columns}) VALUES ({marks}) "  # noqa: S608
            f"ON CONFLICT ({target}) DO NOTHING RETURNING {answer}",
            values,
        )
        inserted = cursor.fetchone()
    if inserted is None:
        return False
    for field, value in zip(made, inserted, strict=False):
        setattr(row, field.attname, value)
    row._state.adding = False
    return True


def _is_given(field: "Field[Any, Any]", row: CouncilOwned) -> bool:
    """Tell whether the row itself brings a value, and the database does not make it."""
    return not field.generated and not isinstance(row.__dict__.get(field.attname), DatabaseDefault)
