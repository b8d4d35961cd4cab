"""
Slots: the times that are free, computed from rules whenever somebody looks.

`local_time` is the one place that turns the local clock into moments, `cells` cuts time, `hours`
expands opening rules, `reading` asks the database (a constant number of statements), `finding`
searches and `matching` chooses who serves. What is free when somebody looks may be gone when they
choose: only the claims in the database promise anything.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.bookings.models import Activity
from moothall.bookings.rows import Slot
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import Point, Wish
from moothall.bookings.slots.finding import Search
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.slots.reading import read_facts
from moothall.councils.queries import council_by_id

__all__ = ["Point", "Search", "Wish", "first_free_per_day", "free_slots", "next_best", "search"]

#: How far round a time that is gone others are looked for, in days; a search more for each.
_ROUND = (1, 14, 60)


def search(
    activity: Activity,
    first: date,
    last: date,
    wish: Wish,
    *,
    now: datetime,
    without: Collection[UUID] = (),
) -> Search:
    """Return a search of the diary between two days, both included."""
    timeline = Timeline(first, last)
    facts = read_facts(activity, timeline, wish, now=now, without=without)
    return Search(facts, timeline, wish)


def free_slots(
    activity: Activity, day: date, wish: Wish, *, now: datetime, without: Collection[UUID] = ()
) -> list[Slot]:
    """Return the free slots of a day, the earliest first and of those the nearest."""
    return search(activity, day, day, wish, now=now, without=without).all_slots()


def first_free_per_day(
    activity: Activity,
    first: date,
    last: date,
    wish: Wish,
    *,
    now: datetime,
    is_nearest_first: bool = False,
) -> dict[date, Slot | None]:
    """Return for each day its earliest free slot, or that of the nearest place, if it has one."""
    found = search(activity, first, last, wish, now=now)
    return found.first_of_days(is_nearest_first=is_nearest_first)


def next_best(
    activity: Activity,
    wanted: datetime,
    wish: Wish,
    *,
    now: datetime,
    most: int = 3,
    without: Collection[UUID] = (),
) -> list[Slot]:
    """
    Return the free slots nearest in time to one that is gone, at the wished place if it has any.

    Looks a day around it first, then further.
    """
    day, _ = local_of(wanted, ZoneInfo(council_by_id(activity.council_id).time_zone))
    for days in _ROUND:
        reach = timedelta(days=days)
        slots = search(activity, day - reach, day + reach, wish, now=now, without=without)
        found = slots.all_slots()
        if found:
            return sorted(found, key=lambda slot: abs(slot.starts_at - wanted))[:most]
    return []
