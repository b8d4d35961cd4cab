"""Finding one row by the id that somebody's address or form names."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from moothall.kernel.errors import NotFound

M = TypeVar("M", bound=Model)


def one_of(rows: QuerySet[M], row_id: UUID) -> M:
    """
    Return the row of this id.

    :raises NotFound: if the councils in force have none
    """
    found = rows.filter(pk=row_id).first()
    if found is None:
        raise NotFound("There is no such thing.")
    return found
