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


@dataclass(frozen=True, kw_only=True)
class ResidentAsked(Event):
    """The team asked the resident of a case something."""

    name: ClassVar[str] = "cases.resident-asked"
    case_id: UUID
    question_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResidentWrittenTo(Event):
    """The team wrote to the resident of a case, who reads it in their account."""

    name: ClassVar[str] = "cases.resident-written-to"
    case_id: UUID
    timeline_entry_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResidentActed(Event):
    """A resident did something with a case of theirs; `act` says what, the entry how."""

    name: ClassVar[str] = "cases.resident-acted"
    case_id: UUID
    timeline_entry_id: UUID
    act: str


@dataclass(frozen=True, kw_only=True)
class CaseFollows(Event):
    """A case was made to follow another, its master."""

    name: ClassVar[str] = "cases.case-follows"
    case_id: UUID
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class ComplaintOpened(Event):
    """The case that was opened is a complaint: it begins its stages."""

    name: ClassVar[str] = "cases.complaint-opened"
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class ComplaintTold(Event):
    """A complaint was acknowledged, put off or answered; `what` says which, the entry the words."""

    name: ClassVar[str] = "cases.complaint-told"
    case_id: UUID
    step_id: UUID
    timeline_entry_id: UUID
    what: str
