"""What this app tells those above it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """A case was opened, by a resident, by staff for a caller, or by a partner."""

    name: ClassVar[str] = "cases.case-opened"
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseStatusChanged(Event):
    """A case's status changed; the entry of its timeline says from what, why and by whom."""

    name: ClassVar[str] = "cases.case-status-changed"
    case_id: UUID
    status: str
    timeline_entry_id: UUID
    source: str


@dataclass(frozen=True, kw_only=True)
class CaseNoteAdded(Event):
    """Somebody wrote a note on a case, for its resident too or for staff alone."""

    name: ClassVar[str] = "cases.case-note-added"
    case_id: UUID
    timeline_entry_id: UUID
    is_public: bool
