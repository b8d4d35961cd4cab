"""The queue as its pages are given it: frozen, and without a name but where staff look."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from moothall.bookings.rows import Words

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class ServiceRow:
    """Something that people wait for at a site, with how many do."""

    id: UUID
    key: str
    name: Words
    letter: str
    minutes: int
    takes_walk_ins: bool
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class QueueSite:
    """A site at which people wait by number, or check in."""

    id: UUID
    key: str
    name: Words
    address: str
    has_queue: bool
    expects_check_in: bool


@dataclass(frozen=True, kw_only=True)
class CalledRow:
    """A ticket that was called, and where to."""

    label: str
    desk: str
    called_at: datetime | None
    calls: int = 1


@dataclass(frozen=True, kw_only=True)
class ScreenRow:
    """What the screen of a site shows."""

    called: tuple[CalledRow, ...]
    waiting: int

    @property
    def seen(self) -> str:
        """Return what changes whenever the screen does."""
        first = "-".join(f"{one.label}.{one.desk}.{one.calls}" for one in self.called)
        return f"{self.waiting}-{first}"


@dataclass(frozen=True, kw_only=True)
class TicketRow:
    """A ticket as whoever has it sees it."""

    id: UUID
    label: str
    on: date
    service_name: Words
    site_key: str
    site_name: Words
    state: str
    desk: str
    calls: int
    taken_at: datetime
    due_at: datetime
    is_booked: bool
    booking_id: UUID | None = None
    ahead: int = 0
    minutes: int | None = None
    counters: int = 0

    @property
    def hours(self) -> int:
        """Return how many whole hours it takes: of so long nobody can say the minutes."""
        return (self.minutes or 0) // _MINUTES_AN_HOUR

    @property
    def seen(self) -> str:
        """Return what changes whenever the page of the ticket does."""
        return f"{self.state}-{self.desk}-{self.calls}-{self.ahead}-{self.minutes}-{self.counters}"


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """A ticket as staff see it, with who has booked."""

    id: UUID
    label: str
    service_key: str
    service_name: Words
    state: str
    taken_at: datetime
    due_at: datetime
    since: timedelta
    language: str
    desk: str
    calls: int
    called_by: str
    for_staff: str
    booking_id: UUID | None = None
    booking_name: str = ""
    activity_name: Words = field(default_factory=dict)
    is_early: bool = False


@dataclass(frozen=True, kw_only=True)
class CounterRow:
    """Who is at which counter."""

    staff_identifier: str
    staff_name: str
    desk: str
    service_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HallRow:
    """All that staff see of a site's queue today."""

    line: tuple[LineRow, ...]
    aside: tuple[LineRow, ...]
    called: tuple[LineRow, ...]
    absent: tuple[LineRow, ...]
    counters: tuple[CounterRow, ...]
    services: tuple[ServiceRow, ...]
    closed_at: datetime | None
    served: int

    @property
    def longest(self) -> timedelta | None:
        """Return how long the first in line has waited, if anybody waits."""
        return max((one.since for one in self.line if not one.is_early), default=None)

    @property
    def seen(self) -> str:
        """Return what changes whenever somebody comes, is called or goes."""
        groups = (self.line, self.aside, self.called, self.absent)
        return "_".join(".".join(one.label for one in group) for group in groups)


@dataclass(frozen=True, kw_only=True)
class WaitingTimes:
    """How long people waited on a day, from ticket (or their booked time) to call."""

    called: int
    middle: timedelta
    longest: timedelta


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """What became of a service's tickets on one day."""

    on: date
    service_name: Words
    taken: int
    booked: int
    served: int
    absent: int
    gone: int
    middle: timedelta | None
    longest: timedelta | None
