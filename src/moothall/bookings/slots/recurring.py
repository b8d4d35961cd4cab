"""Whether each time of a series can be had, and what is free near those that cannot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np

from moothall.bookings.errors import NoSuchTime
from moothall.bookings.models import Activity
from moothall.bookings.rows import Slot
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import Wish
from moothall.bookings.slots.finding import Search
from moothall.bookings.slots.local_time import local_of, moment_of
from moothall.bookings.slots.reading import read_facts
from moothall.councils.queries import council_by_id

#: Another time for one week is looked for within that week.
_ROUND = timedelta(days=3)
_MOST_OFFERED = 5


class Chance(StrEnum):
    """How a time of a series stands."""

    FREE = "free"
    TAKEN = "taken"
    SHUT = "shut"
    TOO_FAR = "too-far"
    NO_SUCH_TIME = "no-such-time"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One day of a series at its hour: whether it can be had, else what is free near it."""

    local_on: date
    local_time: time
    starts_at: datetime | None
    chance: Chance
    #: What can be had: its own time first if it can, then what is free near it.
    offered: tuple[Slot, ...] = field(default=())

    @property
    def is_free(self) -> bool:
        """Tell whether it can be had."""
        return self.chance is Chance.FREE


def days_of_series(first: date, every_weeks: int, times: int) -> list[date]:
    """Return the days of a series: a week is a week of the calendar, whatever clocks do."""
    return [first + timedelta(weeks=number * every_weeks) for number in range(times)]


def plan(
    activity: Activity, days: Sequence[date], clock: time, wish: Wish, *, now: datetime
) -> list[Planned]:
    """Return how each day of a series stands at an hour; a constant number of statements."""
    zone = ZoneInfo(council_by_id(activity.council_id).time_zone)
    today, _ = local_of(now, zone)
    last = today + timedelta(days=activity.horizon_days)
    ends = max(min(days[-1], last), days[0]) + _ROUND
    timeline = Timeline(max(days[0] - _ROUND, today), max(ends, today))
    look = _Look(Search(read_facts(activity, timeline, wish, now=now), timeline, wish), zone)
    return [look.at(day, clock, is_too_far=day > last) for day in days]


class _Look:
    """One search, asked about many days."""

    def __init__(self, search: Search, zone: ZoneInfo) -> None:
        self._search, self._zone = search, zone
        size = len(search.starts)
        self._left = [(place, search.left(place)) for place in search.places]
        self._free = np.any([left > 0 for _, left in self._left] or [np.zeros(size, bool)], axis=0)
        offered = [search.available(place, search.open) for place in search.places]
        self._offered = np.any(offered or [np.zeros(size, bool)], axis=0)

    def at(self, day: date, clock: time, *, is_too_far: bool) -> Planned:
        """Return how one day stands."""
        try:
            moment: datetime | None = moment_of(day, clock, self._zone)
        except NoSuchTime:
            moment = None
        chance = Chance.TOO_FAR if is_too_far else self._chance(moment)
        offered = () if chance is Chance.TOO_FAR else self._near(day, clock)
        return Planned(
            local_on=day, local_time=clock, starts_at=moment, chance=chance, offered=offered
        )

    def _chance(self, moment: datetime | None) -> Chance:
        if moment is None:
            return Chance.NO_SUCH_TIME
        timeline = self._search.timeline
        number = self._search.number_of(timeline.down(moment))
        if number is None or timeline.moment(int(self._search.starts[number])) != moment:
            return Chance.SHUT
        if self._free[number]:
            return Chance.FREE
        return Chance.TAKEN if self._offered[number] else Chance.SHUT

    def _near(self, day: date, clock: time) -> tuple[Slot, ...]:
        """Return what is free within the week, the same day first, then nearest to the hour."""
        search = self._search
        near = [
            search.slot(int(number), place, int(left[number]))
            for place, left in self._left
            for number in np.flatnonzero(left)
            if abs(local_of(self._moment(int(number)), self._zone)[0] - day) <= _ROUND
        ]
        return tuple(sorted(near, key=lambda slot: _apart(slot, day, clock))[:_MOST_OFFERED])

    def _moment(self, number: int) -> datetime:
        return self._search.timeline.moment(int(self._search.starts[number]))


def _apart(slot: Slot, day: date, clock: time) -> tuple[int, int, datetime]:
    minutes = abs((slot.local_time.hour - clock.hour) * 60 + slot.local_time.minute - clock.minute)
    return abs((slot.local_on - day).days), minutes, slot.starts_at
