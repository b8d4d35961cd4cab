"""The days of a month that have a free time, as pages list them."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from moothall.bookings.rows import ActivityRow, Slot

#: Whoever asks for no month is shown the first in which something is free, of so many.
_MONTHS_LOOKED_AHEAD = 3
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class FreeDay:
    """A day with its first free time."""

    day: date
    first: Slot


@dataclass(frozen=True)
class Month:
    """The free days of a month, and which months there are before and after it, if any."""

    first: date
    days: tuple[FreeDay, ...]
    sooner: str
    later: str


def month_of(
    offered: ActivityRow,
    *,
    asked: str,
    now: datetime,
    look: Callable[[date, date], Mapping[date, Slot | None]],
) -> Month:
    """
    Return the free days of a month that an address asks for (2026-12), else of this one.

    Where none is asked for and but a few days are left of this one, the next is there too; where
    nothing is free, it is the first of a few after it in which something is. `look` returns the
    first free time of each day from one to another.
    """
    today = localdate(now)
    last_of_all = today + timedelta(days=offered.horizon_days)
    first = min(max(_first_of(asked, today), today), last_of_all)
    for _further in range(1 if asked else _MONTHS_LOOKED_AHEAD):
        last = _end_of_month(first, last_of_all)
        if not asked and last - first < _A_WEEK:
            last = _end_of_month(last + timedelta(days=1), last_of_all)
        found = look(first, last)
        if last == last_of_all or any(found.values()):
            break
        first = last + timedelta(days=1)
    after = last + timedelta(days=1)
    before = first.replace(day=1) - timedelta(days=1)
    return Month(
        first=first,
        days=tuple(FreeDay(day, slot) for day, slot in found.items() if slot is not None),
        sooner=f"{before:%Y-%m}" if before >= today else "",
        later=f"{after:%Y-%m}" if after <= last_of_all else "",
    )


def _end_of_month(day: date, last_of_all: date) -> date:
    return min(day.replace(day=monthrange(day.year, day.month)[1]), last_of_all)


def _first_of(written: str, today: date) -> date:
    """Return the first day of a month that stands in an address, or today."""
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return today
