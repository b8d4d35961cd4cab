"""
Reads of what is booked at once: times for several people, the days of a series, and such a set.

None looks at who asks, as in `queries`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from moothall.bookings import queries
from moothall.bookings.fees import given_back
from moothall.bookings.models import Activity, Booking
from moothall.bookings.rows import BookingRow, Slot
from moothall.bookings.slots import Wish
from moothall.bookings.slots.recurring import Planned, plan
from moothall.bookings.slots.together import TogetherSearch, search_together
from moothall.bookings.workflow import Status
from moothall.kernel.errors import NotFound

#: Other times for so many are looked for so many days around.
_ROUND = timedelta(days=7)
#: Who was in a set and gave their time back, or lost it, is not of it any more.
_GONE = (Status.RELEASED,)


@dataclass(frozen=True, kw_only=True)
class Together:
    """How many come together, and whether at one hour or one after another."""

    how_many: int
    in_a_row: bool = False


def free_slots(
    activity_id: UUID, day: date, wish: Wish, together: Together, *, now: datetime
) -> list[Slot]:
    """Return the times of a day at which so many can come; the first of the row begins then."""
    return _between(activity_id, day, day, wish, together, now=now).all_slots()


def first_free_per_day(
    activity_id: UUID, first: date, last: date, wish: Wish, together: Together, *, now: datetime
) -> dict[date, Slot | None]:
    """Return for each day, both ends included, its earliest such time or nothing."""
    return _between(activity_id, first, last, wish, together, now=now).first_of_days()


def next_best(
    activity_id: UUID,
    day: date,
    wanted: datetime,
    wish: Wish,
    together: Together,
    *,
    now: datetime,
    most: int = 3,
) -> list[Slot]:
    """Return the times for so many nearest to one that is gone, within a week of its day."""
    found = _between(activity_id, day - _ROUND, day + _ROUND, wish, together, now=now).all_slots()
    return sorted(found, key=lambda slot: abs(slot.starts_at - wanted))[:most]


def planned(
    activity_id: UUID, days: Sequence[date], clock: time, wish: Wish, *, now: datetime
) -> list[Planned]:
    """Return how each day of a series stands; a constant number of queries."""
    return plan(_activity(activity_id), days, clock, wish, now=now)


def bookings_of_set(set_id: UUID) -> list[BookingRow]:
    """
    Return what was booked at once, a group or a series, in order of time; two queries.

    :raises NotFound: if there is none
    """
    mine = Booking.objects.filter(Q(group_id=set_id) | Q(series_id=set_id))
    rows = queries.rows_of(mine.exclude(status__in=_GONE).order_by("starts_at", "number"))
    if not rows:
        raise NotFound("There is nothing of these bookings any more.")
    return rows


def refund_if_all_cancelled(booking_ids: Sequence[UUID], *, now: datetime) -> int:
    """Return how many pence would be given back if a resident cancelled all now; one query."""
    rows = Booking.objects.select_related("activity").filter(pk__in=booking_ids)
    return sum(given_back(row, row.activity, by_council=False, now=now).pence for row in rows)


def _between(
    activity_id: UUID, first: date, last: date, wish: Wish, together: Together, *, now: datetime
) -> TogetherSearch:
    return search_together(
        _activity(activity_id),
        first,
        last,
        wish,
        how_many=together.how_many,
        in_a_row=together.in_a_row,
        now=now,
    )


def _activity(activity_id: UUID) -> Activity:
    row = Activity.objects.filter(pk=activity_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound("There is nothing of this name to book.")
    return row
