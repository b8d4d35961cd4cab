"""
How long what was handed in is kept: the rule alone, which asks nobody and reads no clock.

It is counted from the last thing that happened, never from the day of sending. As long as somebody
still has to get it, work on it or be paid or met for it, it is kept whatever the day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: What somebody must first put right is looked at again the next night.
A_DAY = timedelta(days=1)


class Because(StrEnum):
    """Why something is kept, or that it is not any more."""

    NO_PROMISE = "no_promise"
    UNDELIVERED = "undelivered"
    OPEN = "open"
    HELD = "held"
    TIME = "time"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Held:
    """
    Something else that the answers are needed for, in words for staff: "The payment is not made".

    Where its moment is known, such as that of an appointment, this is the last thing that happens,
    even while it is still to come; where it is not, nobody can say yet how long they are kept.
    """

    what: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rule is told of one submission; moments in any order."""

    days: int | None
    moments: tuple[datetime, ...]
    is_undelivered: bool = False
    is_case_open: bool = False
    held: tuple[Held, ...] = ()
    #: Until then what was sent may still come back, such as an e-mail that its carrier took.
    sure_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """Until when something is kept as far as that is known, and why."""

    because: Because
    last_at: datetime
    until: datetime | None = None
    held: Held | None = None

    def is_over(self, now: datetime) -> bool:
        """Tell whether it is to be removed."""
        return self.until is not None and self.until <= now

    def review_at(self, days: int, now: datetime) -> datetime:
        """
        Return when to look again, if it is not over.

        Before so many days have passed nothing becomes of an open case: to be closed is the last
        thing that happens to it.
        """
        if self.until is not None and self.until > now:
            return self.until
        return now + (timedelta(days=days) if self.because is Because.OPEN else A_DAY)


def keeping(facts: Facts) -> Keeping:
    """Return how long something is kept."""
    known = [one for one in facts.held if one.until is not None]
    last_at = max(*facts.moments, *(one.until for one in known if one.until is not None))
    if facts.removed_at is not None:
        return Keeping(because=Because.REMOVED, last_at=last_at)
    if facts.days is None:
        return Keeping(because=Because.NO_PROMISE, last_at=last_at)
    if facts.is_undelivered:
        return Keeping(because=Because.UNDELIVERED, last_at=last_at)
    if facts.is_case_open:
        return Keeping(because=Because.OPEN, last_at=last_at)
    for one in facts.held:
        if one.until is None:
            return Keeping(because=Because.HELD, last_at=last_at, held=one)
    until = last_at + timedelta(days=facts.days)
    return Keeping(
        because=Because.TIME,
        last_at=last_at,
        until=until if facts.sure_at is None else max(until, facts.sure_at),
        held=next((one for one in known if one.until == last_at), None),
    )
