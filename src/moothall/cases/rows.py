"""Cases as frozen rows: what pages and other apps are given to read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from moothall.cases.channels import Channel, Direction
from moothall.cases.models import EntryKind, Source
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.sla import Promise
from moothall.cases.workflow import ALLOWED, CLOSED, Priority, Status
from moothall.notifications.rows import MessageRow
from moothall.people.needs import Needs
from moothall.people.rows import PersonRow


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case in a list; `position` is where the next page of the list begins after."""

    id: UUID
    council_id: int
    reference: str
    kind: str
    status: Status
    channel: Channel
    service_id: UUID
    service_slug: str
    service_name: str
    service_name_cy: str
    team_id: UUID
    team_name: str
    person_id: UUID | None
    person_name: str
    summary: str
    place: str
    priority: Priority
    category: str
    resident_acted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    next_due_at: datetime | None
    resolution_due_at: datetime
    closed_at: datetime | None
    promise: Promise
    position: str
    #: What was typed, and where it is, is hidden here to protect the person.
    is_withheld: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.status not in CLOSED

    @property
    def is_pressing(self) -> bool:
        """Tell whether it wants looking at before others."""
        return self.priority in (Priority.HIGH, Priority.URGENT)

    def service_name_in(self, language: str) -> str:
        """Return the service's name in the language, or in English where it has none."""
        return (self.service_name_cy if language == "cy" else "") or self.service_name


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """A page of a list of cases; `next_after` is empty on the last."""

    rows: tuple[CaseRow, ...]
    next_after: str


@dataclass(frozen=True, kw_only=True)
class StatusCount:
    """How many cases have a status; counting stops at a bound, past which there are more."""

    count: int
    is_more: bool

    def __str__(self) -> str:
        return f"{self.count}+" if self.is_more else str(self.count)


@dataclass(frozen=True, kw_only=True)
class TimelineRow:
    """One thing that happened to a case."""

    id: UUID
    kind: EntryKind
    is_public: bool
    status_from: str
    status_to: str
    text: str
    at: datetime
    source: Source
    by: str

    @property
    def internal(self) -> bool:
        """Tell whether it is for staff alone."""
        return not self.is_public

    @property
    def title(self) -> str:
        """Return what happened, in the reader's language."""
        if self.kind is EntryKind.STATUS:
            return str(Status(self.status_to).label)
        return str(self.kind.label)


@dataclass(frozen=True, kw_only=True)
class InteractionRow:
    """One time that somebody was in touch."""

    id: UUID
    council_id: int
    channel: Channel
    direction: Direction
    summary: str
    at: datetime
    by: str
    person_id: UUID | None
    person_name: str
    case_id: UUID | None
    case_reference: str


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """Something that the team asked the resident, and the answer."""

    id: UUID
    text: str
    wants_file: bool
    due_on: date | None
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether the team still waits for the answer."""
        return self.answered_at is None and self.closed_at is None


@dataclass(frozen=True, kw_only=True)
class RatingRow:
    """How the resident said it went."""

    score: int
    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LinkedCase:
    """A case beside another one: the complaint about it, or what a complaint is about."""

    id: UUID
    reference: str
    kind: str
    status: Status
    #: It names the case beside which it stands: a complaint about it, or what was told again.
    is_later: bool = False


@dataclass(frozen=True, kw_only=True)
class AttachmentRow:
    """One file of a case; public if the resident may have it too."""

    id: UUID
    file_id: UUID
    name: str
    content_type: str
    size: int
    scan: str
    is_public: bool
    added_at: datetime
    added_by: str


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """Everything that a case's own page shows."""

    case: CaseRow
    details: tuple[CaseDetail, ...]
    location: CaseLocation
    language: str
    outcome: str
    opened_by_kind: str
    opened_by_name: str
    response_due_at: datetime
    first_response_at: datetime | None
    paused_at: datetime | None
    person: PersonRow | None
    needs: Needs
    timeline: tuple[TimelineRow, ...]
    interactions: tuple[InteractionRow, ...]
    attachments: tuple[AttachmentRow, ...]
    questions: tuple[QuestionRow, ...]
    rating: RatingRow | None
    linked: tuple[LinkedCase, ...]
    messages: tuple[MessageRow, ...]
    #: Whether other cases follow it, whose residents are told what is said with a status.
    has_followers: bool = False

    @property
    def next_statuses(self) -> tuple[Status, ...]:
        """Return the statuses that may follow, in the order of the table."""
        return tuple(status for status in Status if status in ALLOWED[self.case.status])


@dataclass(frozen=True, kw_only=True)
class CaseActivity:
    """Whether somebody still has to do something about a case, and when it was last touched."""

    is_open: bool
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class NearbyReport:
    """A report as a neighbour may see it: what it is about, where, and how it stands."""

    service_name: str
    service_name_cy: str
    status: Status
    created_at: datetime
    distance: float
    latitude: float | None
    longitude: float | None

    def name_in(self, language: str) -> str:
        """Return what it is about in the language, or in English where it has no other."""
        return (self.service_name_cy if language == "cy" else "") or self.service_name


@dataclass(frozen=True, kw_only=True)
class PublicCase:
    """A case as whoever knows its reference may see it: nothing that names a person."""

    reference: str
    service_name: str
    status: Status
    status_label: str
    next_step: str
    created_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    timeline: tuple[TimelineRow, ...]
