"""
Times for several at once: all at one start, each served by somebody else, or one after another.

At one start it is the same search as ever, for as many of everything that is needed; what Hall's
condition then says is exact, as `taking` chooses for all of them at once too.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from moothall.bookings.models import Activity
from moothall.bookings.models.activity import GRAIN_MINUTES
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import Facts, Wish, times_over
from moothall.bookings.slots.finding import Cells, Place, Search
from moothall.bookings.slots.reading import read_facts


def pace_of(activity: Activity) -> timedelta:
    """Return how far apart things in a row begin: their length and buffers, in whole steps."""
    length = (
        activity.duration_minutes + activity.buffer_before_minutes + activity.buffer_after_minutes
    )
    return timedelta(minutes=-(-length // activity.step_minutes) * activity.step_minutes)


class TogetherSearch(Search):
    """A search for starts at which so many can be served, at once or in a row."""

    def __init__(
        self, facts: Facts, timeline: Timeline, wish: Wish, *, how_many: int, in_a_row: bool
    ) -> None:
        if not in_a_row:
            if facts.activity.capacity == 1:
                facts = replace(facts, needs=times_over(facts.needs, how_many))
            else:
                wish = replace(wish, party_size=wish.party_size * how_many)
        super().__init__(facts, timeline, wish)
        self._more = how_many - 1 if in_a_row else 0

    def left(self, place: Place) -> Cells:
        """Return by start how many places there are; nought where one of the row has none."""
        left = super().left(place)
        if not self._more or not len(self.starts):
            return left
        pace = pace_of(self.facts.activity) // timedelta(minutes=GRAIN_MINUTES)
        least = left.copy()
        for number in range(1, self._more + 1):
            wanted = self.starts + number * pace
            at = np.minimum(np.searchsorted(self.starts, wanted), len(self.starts) - 1)
            least = np.minimum(least, np.where(self.starts[at] == wanted, left[at], 0))
        return least


def search_together(
    activity: Activity,
    first: date,
    last: date,
    wish: Wish,
    *,
    how_many: int,
    in_a_row: bool,
    now: datetime,
) -> TogetherSearch:
    """Return a search of the diary between two days, both included, for so many."""
    timeline = Timeline(first, last)
    facts = read_facts(activity, timeline, wish, now=now)
    return TogetherSearch(facts, timeline, wish, how_many=how_many, in_a_row=in_a_row)
