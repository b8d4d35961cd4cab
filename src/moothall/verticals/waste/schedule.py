"""When a round comes: dates alone, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

#: Moved days lie near the days they replace; a wider look would only cost time.
MOVED_AT_MOST = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """A round as its days are reckoned."""

    name: str
    container: str
    anchor_on: date
    every_weeks: int
    ends_at: time
    report_days: int
    moved: Mapping[str, str | None]

    def days_between(self, first: date, last: date) -> list[date]:
        """Return the days on which it comes, both ends included, in order."""
        step = timedelta(weeks=self.every_weeks)
        earliest = first - MOVED_AT_MOST
        day = self.anchor_on + -((self.anchor_on - earliest) // step) * step
        found = []
        while day <= last + MOVED_AT_MOST:
            actual = self._actual(day)
            if actual is not None and first <= actual <= last:
                found.append(actual)
            day += step
        return sorted(found)

    def last_until(self, day: date) -> date | None:
        """Return the last day on which it came, up to and including `day`."""
        span = timedelta(weeks=self.every_weeks) + 2 * MOVED_AT_MOST
        return max(self.days_between(day - span, day), default=None)

    def next_from(self, day: date) -> date | None:
        """Return the next day on which it comes, `day` included."""
        span = timedelta(weeks=self.every_weeks) + 2 * MOVED_AT_MOST
        return min(self.days_between(day, day + span), default=None)

    def is_over(self, day: date, at: datetime) -> bool:
        """Tell whether the crew's work of that day has ended, at a moment of the local clock."""
        return (day, self.ends_at) <= (at.date(), at.time())

    def _actual(self, day: date) -> date | None:
        moved = self.moved.get(day.isoformat(), "")
        if moved == "":
            return day
        return None if moved is None else date.fromisoformat(moved)
