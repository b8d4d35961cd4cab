"""A resident's own cases as frozen rows: what the pages of their account are given to read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from moothall.cases.acts import Act
from moothall.cases.complaints.rows import StepRow
from moothall.cases.models import EntryKind
from moothall.cases.particulars import CaseDetail
from moothall.cases.rows import AttachmentRow, LinkedCase, QuestionRow, RatingRow
from moothall.cases.workflow import CLOSED, Status


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """A case in its resident's list; `position` is where the next page begins after."""

    id: UUID
    reference: str
    kind: str
    service_name: str
    summary: str
    status: Status
    status_label: str
    tone: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    expected_at: datetime | None
    has_news: bool
    position: str

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.status not in CLOSED


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """A page of a resident's cases; `next_after` is empty on the last."""

    rows: tuple[RequestRow, ...]
    next_after: str


@dataclass(frozen=True, kw_only=True)
class NewestRequests:
    """A resident's newest cases, and how many they have in all."""

    open: tuple[RequestRow, ...]
    closed: tuple[RequestRow, ...]
    open_count: int
    closed_count: int

    @property
    def count(self) -> int:
        """Return how many there are, open and closed."""
        return self.open_count + self.closed_count


@dataclass(frozen=True, kw_only=True)
class StoryRow:
    """One thing that happened, as the resident reads it."""

    id: UUID
    kind: EntryKind
    title: str
    text: str
    at: datetime
    by_resident: bool
    is_new: bool
    linked_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnRequest:
    """All that a resident sees of a case of theirs."""

    row: RequestRow
    person_id: UUID
    guidance: str
    acts: tuple[Act, ...]
    details: tuple[CaseDetail, ...]
    place: str
    team_name: str
    outcome: str
    reopen_until: datetime | None
    story: tuple[StoryRow, ...]
    questions: tuple[QuestionRow, ...]
    files: tuple[AttachmentRow, ...]
    rating: RatingRow | None
    complaints: tuple[LinkedCase, ...]
    about: LinkedCase | None
    #: The stage in which a complaint is, or was last.
    step: StepRow | None = None

    @property
    def open_questions(self) -> tuple[QuestionRow, ...]:
        """Return what the team still waits for."""
        return tuple(question for question in self.questions if question.is_open)


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    """One thing that the resident and a team said to each other, with the case it is about."""

    id: UUID
    reference: str
    service_name: str
    title: str
    text: str
    at: datetime
    by_resident: bool
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class MessagePage:
    """A page of what was said; `next_after` is empty on the last."""

    rows: tuple[MessageRow, ...]
    next_after: str


@dataclass(frozen=True, kw_only=True)
class UnreadRow:
    """A case in which a team wrote something that the resident has not seen."""

    case_id: UUID
    reference: str
    service_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """What a team waits for from the resident: the answer to a question, or a document."""

    case_id: UUID
    reference: str
    service_name: str
    question_id: UUID | None
    text: str
    wants_file: bool
    due_on: date | None
    since: datetime
