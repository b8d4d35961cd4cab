"""Schools, pupils and trips as pages are given them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """A child whom somebody looks after, with what its wallet holds."""

    id: UUID
    name: str
    school: str
    wallet_id: UUID | None
    pence: int
    is_low: bool
    has_free_meals: bool


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One part of what a place costs."""

    id: UUID
    number: int
    pence: int
    due_on: date
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class TripRow:
    """A trip or a club as a guardian sees it for one child."""

    id: UUID
    name: str
    closes_on: date
    left: int
    total_pence: int
    first_pence: int
    #: Empty where the child has no place.
    state: str
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """A trip or a club as its school sees it."""

    id: UUID
    name: str
    left: int
    is_cancelled: bool


@dataclass(frozen=True, kw_only=True)
class PupilRow:
    """A pupil in the school's list."""

    id: UUID
    number: str
    name: str
    class_name: str
    has_free_meals: bool
    is_protected: bool
    has_left: bool


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """Somebody who asks to look after a pupil, or does."""

    id: UUID
    person_name: str
    pupil_name: str
    pupil_id: UUID
    class_name: str
    asked_at: datetime
    is_protected: bool
