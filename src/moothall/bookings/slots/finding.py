"""
Searching the diary: which starts are free, for whom, where.

Looking at a month of two hundred resources is arithmetic on arrays: rows of starts, and few rows of
cells, since many keep the same hours. That
several things must coincide is Hall's condition: any set of roles needs together at least as many
free resources as the roles ask for. It is exact, also where one resource could serve in two roles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from moothall.bookings.errors import NoSuchTime
from moothall.bookings.models.activity import GRAIN_MINUTES
from moothall.bookings.rows import Slot
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import Facts, SessionFact, SiteFact, Wish
from moothall.bookings.slots.hours import Openings
from moothall.bookings.slots.local_time import (
    MINUTES_A_DAY,
    day_begins,
    is_even_day,
    local_of,
    minute_of,
    moment_of,
    time_of,
)

Grid = npt.NDArray[np.bool_]
Cells = npt.NDArray[np.int64]

#: PostgreSQL counts microseconds from the year 2000, and these are the seconds of Unix then.
_EPOCH_2000 = 946_684_800
_MICROSECONDS = 1_000_000
_BYTES = 8
_GRAIN_SECONDS = GRAIN_MINUTES * 60


@dataclass(frozen=True)
class Place:
    """A site, or nowhere in particular, with the resources that serve there."""

    site: SiteFact | None
    members: npt.NDArray[np.int64]

    @property
    def id(self) -> UUID | None:
        """Return the site's id, if it is a site."""
        return self.site.id if self.site else None

    @property
    def nearness(self) -> tuple[bool, float, int]:
        """Return a key by which the nearest place comes first, else the council's own order."""
        if self.site is None:
            return True, 0.0, 0
        distance = self.site.distance
        return distance is None, distance or 0.0, self.site.position


class Search:
    """One look at the diary between some days; everything is worked out from facts, when asked."""

    def __init__(self, facts: Facts, timeline: Timeline, wish: Wish) -> None:
        self.facts, self.timeline, self.wish = facts, timeline, wish
        self._zone = ZoneInfo(facts.zone)
        self._openings = Openings(facts, timeline)

    @cached_property
    def starts(self) -> Cells:
        """Return the cells in which one may begin, in order."""
        activity = self.facts.activity
        step = activity.step_minutes
        minutes = range(minute_of(activity.grid_from) % step, MINUTES_A_DAY, step)
        today, _ = local_of(self.facts.now, self._zone)
        last = today + timedelta(days=activity.horizon_days)
        found: list[Cells] = [
            self._starts_on(day, minutes) for day in self.timeline.days() if today <= day <= last
        ]
        cells = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        lead = timedelta(0) if self.wish.is_staff else timedelta(minutes=activity.lead_minutes)
        earliest = self.timeline.up(self.facts.now + lead)
        return cells[cells >= earliest]

    def _starts_on(self, day: date, minutes: Sequence[int]) -> Cells:
        """Return the starts of a day; a time that is no one moment is left out."""
        if is_even_day(day, self._zone):
            midnight = moment_of(day, time_of(0), self._zone)
            return np.array(minutes, dtype=np.int64) // GRAIN_MINUTES + self.timeline.up(midnight)
        cells = []
        for minute in minutes:
            try:
                cells.append(self.timeline.up(moment_of(day, time_of(minute), self._zone)))
            except NoSuchTime:
                continue
        return np.array(cells, dtype=np.int64)

    @cached_property
    def _lengths(self) -> tuple[int, int, int]:
        activity = self.facts.activity
        return (
            activity.duration_minutes // GRAIN_MINUTES,
            activity.buffer_before_minutes // GRAIN_MINUTES,
            activity.buffer_after_minutes // GRAIN_MINUTES,
        )

    @cached_property
    def open(self) -> Grid:
        """Return by resource and start whether its hours let it begin then and last."""
        lines, row_of = self._openings.of_all()
        fine = self._all_through(~lines, self.starts, self.starts + self._lengths[0])
        return fine[row_of]

    @cached_property
    def free(self) -> Grid:
        """
        Return by resource and start whether it is open, and nothing else has it.

        What a resource has stands in the way of the starts whose time, buffers included, it meets:
        those from the first that ends after it begins to the last that begins before it ends.
        """
        length, before, after = self._lengths
        cells = np.arange(self.timeline.size + 1)
        ended = np.searchsorted(self.starts + length + after, cells, side="right")
        begun = np.searchsorted(self.starts - before, cells, side="left")
        counts = [
            len(self.facts.taken.get(one.id, (b"", b""))[0]) // _BYTES
            for one in self.facts.resources
        ]
        width = len(self.starts) + 1
        rows = np.repeat(np.arange(len(counts)) * width, counts)
        first, last = ended[self._taken(0)], begun[self._taken(1)]
        meets = last > first
        size = len(counts) * width
        changes = np.bincount((rows + first)[meets], minlength=size) - np.bincount(
            (rows + last)[meets], minlength=size
        )
        busy = np.cumsum(changes.reshape(len(counts), width), axis=1)[:, :-1] > 0
        return self.open & ~busy

    def _taken(self, end: int) -> Cells:
        """
        Return the cells in which everything begins (0) or before which it ends (1), by resource.

        They are rounded so that busy time grows.
        """
        sent = b"".join(
            self.facts.taken[one.id][end]
            for one in self.facts.resources
            if one.id in self.facts.taken
        )
        origin = (int(self.timeline.begins_at.timestamp()) - _EPOCH_2000) * _MICROSECONDS
        since = np.frombuffer(sent, dtype=">i8").astype(np.int64) - origin
        grain = _GRAIN_SECONDS * _MICROSECONDS
        cells = -(-since // grain) if end else since // grain
        return np.clip(cells, 0, self.timeline.size)

    @staticmethod
    def _all_through(bad: Grid, begins: Cells, ends: Cells) -> Grid:
        """Return by row and start whether no cell between begin and end is bad."""
        rows, size = bad.shape
        so_far = np.zeros((rows, size + 1), dtype=np.int32)
        np.cumsum(bad, axis=1, dtype=np.int32, out=so_far[:, 1:])
        fine: Grid = so_far[:, ends] == so_far[:, begins]
        return fine

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Return where the activity can take place, the nearest first."""
        resources = self.facts.resources
        sites = {one.site_id for one in resources if one.site_id is not None}
        wanted: list[UUID | None] = [*sites] if sites else [None]
        elsewhere = self.wish.site_id is not None and self.wish.site_id not in sites
        if elsewhere or not self.facts.needs:
            return ()
        found = [
            Place(
                self.facts.sites[site] if site else None,
                np.array(
                    [
                        number
                        for number, one in enumerate(resources)
                        if one.site_id is None or one.site_id == site
                    ],
                    dtype=np.int64,
                ),
            )
            for site in wanted
        ]
        return tuple(sorted(found, key=lambda place: (place.nearness, str(place.id))))

    @cached_property
    def _serves(self) -> Grid:
        """Return by role and resource whether it can serve there."""
        return np.array(
            [[need.is_met_by(one) for one in self.facts.resources] for need in self.facts.needs],
            dtype=np.bool_,
        ).reshape(len(self.facts.needs), len(self.facts.resources))

    def available(self, place: Place, free: Grid) -> npt.NDArray[np.bool_]:
        """Return by start whether everything that must coincide can, at a place."""
        fine = self._site_lets_in(place)
        counts = [need.count for need in self.facts.needs]
        if self.wish.resource_id is None:
            return fine & self._can_coincide(free, place.members, counts)
        return fine & self._can_coincide_with_wished(free, place.members, counts)

    def _can_coincide(
        self, free: Grid, members: Cells, counts: Sequence[int]
    ) -> npt.NDArray[np.bool_]:
        fine = np.ones(len(self.starts), dtype=np.bool_)
        for size in range(1, len(counts) + 1):
            for roles in combinations(range(len(counts)), size):
                serves = self._serves[list(roles)][:, members]
                if size > 1 and not (serves.sum(axis=0) > 1).any():
                    continue  # no resource could serve in two of them: each alone says it all
                some = members[serves.any(axis=0)]
                asked = sum(counts[role] for role in roles)
                fine &= free[some].sum(axis=0) >= asked
        return fine

    def _can_coincide_with_wished(
        self, free: Grid, members: Cells, counts: Sequence[int]
    ) -> npt.NDArray[np.bool_]:
        """Let the resource that is wished for serve in a role, and others do all that is left."""
        fine = np.zeros(len(self.starts), dtype=np.bool_)
        for number in members:
            if self.facts.resources[int(number)].id != self.wish.resource_id:
                continue
            others = members[members != number]
            for role in np.flatnonzero(self._serves[:, int(number)]):
                left = [count - (at == role) for at, count in enumerate(counts)]
                fine |= free[int(number)] & self._can_coincide(free, others, left)
        return fine

    def _site_lets_in(self, place: Place) -> npt.NDArray[np.bool_]:
        shut = ~self._openings.of_site(place.id)
        fine: npt.NDArray[np.bool_] = self._all_through(
            shut.reshape(1, -1), self.starts, self.starts + self._lengths[0]
        )[0]
        return fine

    def left(self, place: Place) -> Cells:
        """Return by start how many places there are to book; nought where it is not free."""
        free = self.available(place, self.free)
        most = self._most(place)
        left = np.where(free, most, 0)
        if self.facts.activity.capacity == 1:
            return left
        at = {int(cell): number for number, cell in enumerate(self.starts)}
        for session in self.facts.sessions:
            number = at.get(self.timeline.down(session.starts_at))
            if number is not None and session.site_id == place.id and session.resource_ids:
                fine = not self._is_shut(session) and self._has_wished(session)
                left[number] = max(session.left, 0) if fine else 0
        return np.where(left >= self.wish.party_size, left, 0)

    def _most(self, place: Place) -> int:
        """Return how many a new session has places for: the activity's own, or what fits."""
        activity = self.facts.activity
        if activity.capacity == 1:
            return 1
        fits = [
            one.fits
            for number in place.members
            if (one := self.facts.resources[int(number)]).fits is not None
        ]
        return min([activity.capacity, max(fits)]) if fits else int(activity.capacity)

    def _has_wished(self, session: SessionFact) -> bool:
        wished = self.wish.resource_id
        return wished is None or wished in session.resource_ids

    def _is_shut(self, session: SessionFact) -> bool:
        return any(
            shut.starts_at < session.ends_at
            and session.starts_at < shut.ends_at
            and (
                shut.activity_id is not None
                or shut.site_id == session.site_id is not None
                or shut.resource_id in session.resource_ids
            )
            for shut in self.facts.closures
        )

    def is_offered(self, cell: int) -> bool:
        """Tell whether the hours would let somebody begin in this cell, were nothing taken."""
        number = self.number_of(cell)
        return number is not None and any(
            bool(self.available(place, self.open)[number]) for place in self.places
        )

    def number_of(self, cell: int) -> int | None:
        """Return which of the starts a cell is, if it is one."""
        number = int(np.searchsorted(self.starts, cell))
        if number < len(self.starts) and int(self.starts[number]) == cell:
            return number
        return None

    def slot(self, number: int, place: Place, left: int) -> Slot:
        """Return a start at a place as it is shown."""
        starts_at = self.timeline.moment(int(self.starts[number]))
        local_on, local_time = local_of(starts_at, self._zone)
        return Slot(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.facts.activity.duration_minutes),
            local_on=local_on,
            local_time=local_time,
            site_id=place.id,
            site_name=place.site.name if place.site else {},
            left=left,
            distance=place.site.distance if place.site else None,
        )

    def all_slots(self) -> list[Slot]:
        """Return every free slot, the earliest first and of those the nearest."""
        slots = [
            (number, order, self.slot(int(number), place, int(left[number])))
            for order, place in enumerate(self.places)
            for left in [self.left(place)]
            for number in np.flatnonzero(left)
        ]
        return [slot for *_, slot in sorted(slots, key=lambda one: one[:2])]

    def first_of_days(self, *, is_nearest_first: bool = False) -> dict[date, Slot | None]:
        """
        Return of each day its earliest free slot, the nearest of several.

        Or, nearest first, the earliest at the nearest place that has one on that day.
        """
        firsts: dict[date, Slot | None] = dict.fromkeys(self.timeline.days())
        lefts = [(place, self.left(place)) for place in self.places]
        if not lefts or not len(self.starts):
            return firsts
        somewhere = [np.any([left > 0 for _, left in lefts], axis=0)]
        looks = [left > 0 for _, left in lefts] if is_nearest_first else somewhere
        # Starts of one day are neighbours; a search finds where each day's begin.
        for numbers in (np.flatnonzero(look) for look in looks):
            cells = self.starts[numbers]
            for day in (day for day, slot in firsts.items() if slot is None):
                begins = self.timeline.up(day_begins(day, self._zone))
                ends = self.timeline.up(day_begins(day + timedelta(days=1), self._zone))
                at = int(np.searchsorted(cells, begins))
                if at < len(cells) and int(cells[at]) < ends:
                    number = int(numbers[at])
                    place, left = next(one for one in lefts if one[1][number] > 0)
                    firsts[day] = self.slot(number, place, int(left[number]))
        return firsts
