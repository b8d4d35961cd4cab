"""
A button pressed twice, or pressed again since no answer came, holds nothing more than it did.

A page marks each look at it with words that nobody can guess. The keys of what is held from it
follow from them, so what an answer that was lost has left behind is found again.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import connection

from moothall.bookings.models import Booking
from moothall.bookings.workflow import Status
from moothall.kernel.ids import new_id

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
#: What was given back or called off is not what somebody wants who presses once more.
_STILL_THERE = (Status.HELD, Status.EXPIRED, Status.CONFIRMED)


def keys_of_press(
    once: str, starts: Sequence[datetime], person_id: UUID | None
) -> tuple[list[UUID], list[Booking]]:
    """
    Return keys for what a press is to hold, and what the same press holds already.

    The same press twice at one moment waits for itself, until the transaction ends.
    """
    if not once:
        return [new_id() for _ in starts], []
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [f"bookings.press {once}"])
    keys = [
        uuid5(NAMESPACE_OID, f"{once} {moment.isoformat()} {number}")
        for number, moment in enumerate(starts)
    ]
    known = list(Booking.objects.filter(pk__in=keys).order_by("starts_at", "pk"))
    if not known:
        return keys, []
    if all(one.status in _STILL_THERE and one.person_id == person_id for one in known):
        return keys, known
    return [new_id() for _ in starts], []
