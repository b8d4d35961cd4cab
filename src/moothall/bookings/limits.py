"""
How many times somebody may keep while they finish, so that nobody empties a diary.

Whoever has an account is counted by it, all others by the network address that they come from, of
which no more than a keyed digest is kept, for a day (`kernel.rate_limits`). A library or a school
behind one address stays below. What a family or a series keeps together counts as one. Staff are
not counted.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from moothall.bookings.errors import TooManyHolds
from moothall.bookings.models import Booking
from moothall.bookings.workflow import Status
from moothall.kernel import rate_limits
from moothall.kernel.actors import Actor, ActorKind

#: At once, by one account.
MOST_AT_ONCE = 8
#: Begun in an hour, by one account.
HOLDS_PER_HOUR = 40
#: Begun from one network address in a quarter of an hour, about as long as a hold lasts. Behind
#: one address of a telephone company are thousands, who may all want a place on one course...
HOLDS_AT_ADDRESS = 100
#: ...and in an hour.
HOLDS_AT_ADDRESS_PER_HOUR = 300

_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)


def may_hold(council_id: int, *, address: str, person_id: UUID | None, now: datetime) -> bool:
    """Count one hold that a visitor has just begun, and tell whether they still may."""
    allowed = [
        rate_limits.allow(key, limit=limit, per=per, now=now)
        for key, limit, per in _counters(council_id, address, person_id)
    ]
    return all(allowed)


def require_few_holds(actor: Actor, person_id: UUID | None, *, now: datetime) -> None:
    """
    Do nothing if a resident may keep one more time in this person's name.

    Two requests of one person wait for each other, until the transaction ends.

    :raises TooManyHolds: otherwise
    """
    if person_id is None or actor.kind is not ActorKind.RESIDENT:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('bookings.holds'), hashtext(%s))",
            [str(person_id)],
        )
    holds = Booking.objects.filter(
        person_id=person_id, status=Status.HELD, held_until__gt=now, moves=None
    )
    kept = holds.values_list(Coalesce("series_id", "group_id", "id"), flat=True).distinct()
    if len(kept[:MOST_AT_ONCE]) >= MOST_AT_ONCE:
        raise TooManyHolds("They keep as many times at once as one person may.")


def too_many_holds() -> str:
    """Say that somebody keeps as many times as one may, and what to do."""
    return _(
        "You have kept many times in a short while. Finish or give back those that you have, or "
        "wait a quarter of an hour. If you book for a group, call us."
    )


def _counters(
    council_id: int, address: str, person_id: UUID | None
) -> list[tuple[str, int, timedelta]]:
    if person_id is not None:
        return [(f"booking-hold:{council_id}:of:{person_id}", HOLDS_PER_HOUR, _HOUR)]
    who = f"booking-hold:{council_id}:from:{address}"
    return [
        (f"{who}:quarter", HOLDS_AT_ADDRESS, _QUARTER),
        (who, HOLDS_AT_ADDRESS_PER_HOUR, _HOUR),
    ]
