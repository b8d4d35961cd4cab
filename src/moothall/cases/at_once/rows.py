"""Bulk acts as frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.cases.at_once.models import BulkState, ItemState
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class BulkRow:
    """A bulk act, with how far it is."""

    id: UUID
    council_id: int
    deed: Deed
    state: BulkState
    made_by_identifier: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    count: int
    done: int
    refused: int

    @property
    def is_drafted(self) -> bool:
        """Tell whether nothing has been done yet."""
        return self.state is BulkState.DRAFTED

    @property
    def is_at_work(self) -> bool:
        """Tell whether a worker is still at it."""
        return self.state is BulkState.QUEUED

    @property
    def looked_at(self) -> int:
        """Return with how many cases it is through."""
        return self.done + self.refused


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One case of a bulk act."""

    case_id: UUID
    reference: str
    service_name: str
    seen: UUID | None
    state: ItemState
    refusal: Refusal | None
