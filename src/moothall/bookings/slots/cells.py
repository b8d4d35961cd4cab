"""Time cut into cells of five minutes, counted from midnight (UTC) before the first day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from moothall.bookings.models.activity import GRAIN_MINUTES

GRAIN = timedelta(minutes=GRAIN_MINUTES)
CELLS_A_DAY = timedelta(days=1) // GRAIN
#: Hours may run past midnight, and a zone's midnight may be another day's in UTC.
MARGIN = timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """A stretch of whole days, and a day more on either side."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """Return the moment of cell nought."""
        return datetime.combine(self.first - MARGIN, time(0), tzinfo=UTC)

    @property
    def size(self) -> int:
        """Return how many cells there are."""
        return ((self.last - self.first).days + 3) * CELLS_A_DAY

    @property
    def ends_at(self) -> datetime:
        """Return the moment after the last cell."""
        return self.begins_at + self.size * GRAIN

    def days(self) -> list[date]:
        """Return the days asked for, without the margin."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def days_with_margin(self) -> list[date]:
        """Return the days whose hours may reach into those asked for."""
        return [self.first - MARGIN, *self.days(), self.last + MARGIN]

    def down(self, moment: datetime) -> int:
        """Return the cell in which a moment lies, at the edge where it lies outside."""
        return self._inside((moment - self.begins_at) // GRAIN)

    def up(self, moment: datetime) -> int:
        """Return the first cell that begins no earlier than a moment."""
        return self._inside(-((self.begins_at - moment) // GRAIN))

    def moment(self, cell: int) -> datetime:
        """Return when a cell begins."""
        return self.begins_at + cell * GRAIN

    def _inside(self, cell: int) -> int:
        return min(max(cell, 0), self.size)
