"""The work on cases as frozen rows: what pages are given to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.cases.rows import CaseRow
from moothall.cases.work.models import NoticeKind
from moothall.cases.workflow import Status


@dataclass(frozen=True, kw_only=True)
class QueueRule:
    """A queue with its rule, as `WorkQueue` says it."""

    id: UUID
    council_id: int
    name: str
    name_cy: str
    position: int
    is_active: bool
    services: tuple[UUID, ...]
    teams: tuple[UUID, ...]
    statuses: tuple[str, ...]
    priorities: tuple[str, ...]
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    wards: tuple[str, ...]
    postcodes: tuple[str, ...]
    deadline: str
    only_unassigned: bool
    skills: tuple[str, ...]
    capacity: int | None
    pushes: bool

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has no other."""
        return (self.name_cy if language == "cy" else "") or self.name


@dataclass(frozen=True, kw_only=True)
class QueuedCase:
    """A case in a queue, with who works on it."""

    case: CaseRow
    holder_id: int | None
    holder_name: str


@dataclass(frozen=True, kw_only=True)
class GivenRow:
    """Who handed a case to whoever works on it, when, and with which words."""

    by_name: str
    note: str
    given_at: datetime


@dataclass(frozen=True, kw_only=True)
class QueuedPage:
    """A page of a queue; `next_after` is empty on the last."""

    rows: tuple[QueuedCase, ...]
    next_after: str


@dataclass(frozen=True, kw_only=True)
class StyleRow:
    """What an employee can do for a council, as supervisors set it, and what they hold."""

    employee_id: int
    name: str
    email: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int | None
    held: int = 0


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One thing to do for a case; `case_reference` where it is shown away from it."""

    id: UUID
    council_id: int
    case_reference: str
    title: str
    due_at: datetime | None
    holder_name: str
    team_name: str
    blocks_closing: bool
    done_at: datetime | None
    done_by_name: str

    @property
    def is_done(self) -> bool:
        """Tell whether somebody has done it."""
        return self.done_at is not None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it should be done by now."""
        return self.done_at is None and self.due_at is not None and self.due_at < now


@dataclass(frozen=True, kw_only=True)
class ChecklistRow:
    """An item of a case's checklist."""

    id: UUID
    text: str
    text_cy: str
    is_mandatory: bool
    ticked_at: datetime | None
    ticked_by_name: str

    def text_in(self, language: str) -> str:
        """Return its words in the language, or in English where it has no other."""
        return (self.text_cy if language == "cy" else "") or self.text


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A case beside the one it is a part of, or that is a part of it."""

    reference: str
    service_name: str
    team_name: str
    status: Status
    is_mandatory: bool


@dataclass(frozen=True, kw_only=True)
class WatcherRow:
    """Somebody who is told what happens to a case."""

    employee_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """What somebody began to write on a case."""

    fields: dict[str, str]
    begun_at: datetime
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseWork:
    """All that is known of the work on one case."""

    holder_id: int | None
    holder_name: str
    tasks: tuple[TaskRow, ...]
    checklist: tuple[ChecklistRow, ...]
    parent: PartRow | None
    parts: tuple[PartRow, ...]
    watchers: tuple[WatcherRow, ...]
    draft: DraftRow | None = None

    def is_watched_by(self, employee_id: int) -> bool:
        """Tell whether somebody watches it."""
        return any(one.employee_id == employee_id for one in self.watchers)


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """That somebody should look at a case, and why."""

    id: UUID
    council_id: int
    kind: NoticeKind
    case_id: UUID
    case_reference: str
    service_name: str
    by_name: str
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WatchRow:
    """A case that somebody watches, with how much news of it they have not read."""

    council_id: int
    case_reference: str
    service_name: str
    status: Status
    news: int


@dataclass(frozen=True, kw_only=True)
class RouteRow:
    """A rule that leads new cases to a team."""

    id: UUID
    service_name: str
    ward: str
    postcode: str
    language: str
    team_name: str
