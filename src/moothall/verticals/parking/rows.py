"""What pages and programs are shown of parking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A place as its sign would have it; `tariff` are windows with their prices."""

    code: str
    name: str
    where: str
    kind: str
    capacity: int | None
    latitude: float | None
    longitude: float | None
    tariff: Sequence[tuple[str, Sequence[str]]]
    rules: Sequence[str]
    is_charging: bool


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session of somebody's own account."""

    id: UUID
    code: str
    place: str
    vrm: str
    started_at: datetime
    ends_at: datetime
    ends: str
    pence: int
    vat_pence: int
    is_running: bool
    is_by_card: bool


@dataclass(frozen=True, kw_only=True)
class TakingsRow:
    """What a place took, and how many stand there now with time."""

    code: str
    name: str
    capacity: int | None
    running: int
    today_pence: int
    week_pence: int
    month_pence: int


@dataclass(frozen=True, kw_only=True)
class SeenSessionRow:
    """A session as staff see it; of the vehicle no more than they need."""

    vehicle: str
    started_at: datetime
    ends_at: datetime
    channel: str
    pence: int


@dataclass(frozen=True, kw_only=True)
class ClientRow:
    """A program that sells or checks."""

    id: UUID
    name: str
    code: str
    kind: str
    is_ended: bool
