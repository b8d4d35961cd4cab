"""
The clock of a case: what was promised in working hours, and what stops it.

The clock stands while we wait for the resident and while the case is closed; when it runs again
both promises move by the working time that passed meanwhile. All of it is kept in plain columns,
so that a list shows how each case stands without any work for each row.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, Self

#: A promise that ends within so many working hours is shown as due soon.
SOON_HOURS = 8


class Calendar(Protocol):
    """The working time of a council."""

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """Return the moment by which so many working hours will have passed."""

    def hours_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments."""


class Promise(StrEnum):
    """How a case stands against what was promised."""

    KEPT = "kept"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A case's promises and what has been kept of them."""

    response_due_at: datetime
    resolution_due_at: datetime
    first_response_at: datetime | None = None
    closed_at: datetime | None = None
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta(0)

    @property
    def next_due_at(self) -> datetime | None:
        """Return the promise that is due next; none while the clock stands."""
        if self.closed_at is not None or self.paused_at is not None:
            return None
        return self.response_due_at if self.first_response_at is None else self.resolution_due_at

    def answer(self, at: datetime) -> Self:
        """Return the clock after somebody answered the resident for the first time."""
        return self if self.first_response_at is not None else replace(self, first_response_at=at)

    def pause(self, at: datetime) -> Self:
        """Return the clock standing still since `at`."""
        return self if self.paused_at is not None else replace(self, paused_at=at)

    def resume(self, at: datetime, calendar: Calendar) -> Self:
        """Return the clock running again, its promises moved by the working time it stood."""
        stood_since = self.closed_at or self.paused_at
        if stood_since is None:
            return self
        stood = calendar.hours_between(stood_since, at)
        hours = stood / timedelta(hours=1)
        return replace(
            self,
            response_due_at=self.response_due_at
            if self.first_response_at is not None
            else calendar.add_hours(self.response_due_at, hours),
            resolution_due_at=calendar.add_hours(self.resolution_due_at, hours),
            closed_at=None,
            paused_at=None,
            paused_for=self.paused_for + stood,
        )

    def stop(self, at: datetime, calendar: Calendar) -> Self:
        """Return the clock stopped because the case was closed."""
        return replace(self.resume(at, calendar), closed_at=at)


def start_clock(
    *, calendar: Calendar, at: datetime, response_hours: float, resolution_hours: float
) -> Clock:
    """Return a clock that starts now, or when the council next opens."""
    return Clock(
        response_due_at=calendar.add_hours(at, response_hours),
        resolution_due_at=calendar.add_hours(at, resolution_hours),
    )


def promise_state(
    *,
    next_due_at: datetime | None,
    resolution_due_at: datetime,
    closed_at: datetime | None,
    now: datetime,
    soon: datetime,
) -> Promise:
    """Return how a case stands, from its plain columns; `soon` is where "due soon" ends."""
    if closed_at is not None:
        return Promise.KEPT if closed_at <= resolution_due_at else Promise.OVERDUE
    if next_due_at is None:
        return Promise.PAUSED
    if next_due_at < now:
        return Promise.OVERDUE
    return Promise.DUE_SOON if next_due_at <= soon else Promise.ON_TIME
