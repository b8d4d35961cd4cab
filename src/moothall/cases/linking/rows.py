"""Linked cases as frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.cases.workflow import Status


@dataclass(frozen=True, kw_only=True)
class LinkedRow:
    """A case beside another, with as much of it as whoever may see cases may read."""

    id: UUID
    reference: str
    service_name: str
    status: Status
    summary: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Links:
    """What a case is linked to: its master or its followers, and what has to do with it."""

    master: LinkedRow | None = None
    followers: tuple[LinkedRow, ...] = ()
    related: tuple[LinkedRow, ...] = ()

    @property
    def is_any(self) -> bool:
        """Tell whether it is linked at all."""
        return bool(self.master or self.followers or self.related)


@dataclass(frozen=True, kw_only=True)
class Fellow:
    """A case that may be about the same thing: how far away it is, and how long before or after."""

    case: LinkedRow
    metres: int
    days: int
