"""The part of a case's page that says who works on it and what is still to do."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from moothall.cases.rows import CaseRecord
from moothall.cases.work.actions.drafting import STEP
from moothall.cases.work.policies import can_divide, can_give, can_manage_work, can_watch
from moothall.cases.work.queries import work_of_case
from moothall.cases.work.rows import CaseWork, DraftRow, PartRow, TaskRow
from moothall.people import protection
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.panels import Panel
from moothall.surfaces.workspace.words import TONES, short_moment
from moothall.surfaces.workspace.work_forms import TaskForm


@dataclass(frozen=True)
class TaskLine:
    """A task as a case's page shows it."""

    task: TaskRow
    due: str
    is_late: bool


@dataclass(frozen=True)
class PartLine:
    """A case beside this one, with its page."""

    part: PartRow
    href: str

    @property
    def tone(self) -> str:
        """Return the colour of its status."""
        return TONES[self.part.status]


def work_panel(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return who works on a case, with its tasks, checklist, sub-cases and watchers; one query."""
    case, actor = record.case, request.actor
    work = _work(request, record)
    me = int(actor.identifier)
    form: TaskForm | None = getattr(request, "task_form", None)
    may_divide = can_divide(actor, case.council_id)
    return Panel(
        template="workspace/panels/work.html",
        shown={
            "work": work,
            "is_mine": work.holder_id == me,
            "tasks": [task_line(one, now, is_hidden=case.is_withheld) for one in work.tasks],
            "parent": part_line(work.parent, here) if work.parent else None,
            "parts": [part_line(one, here) for one in work.parts],
            "is_open": case.is_open,
            "is_watching": work.is_watched_by(me),
            "may_divide": may_divide,
            "may_give": can_give(actor, case.council_id),
            "may_give_back": may_divide
            and (work.holder_id == me or can_manage_work(actor, case.council_id)),
            "may_watch": can_watch(actor, case.council_id),
            "task_form": (form or TaskForm(council_id=case.council_id)) if may_divide else None,
        },
        is_aside=True,
    )


def task_line(task: TaskRow, now: datetime, *, is_hidden: bool = False) -> TaskLine:
    """Return a task as it is shown; what is typed about somebody protected is hidden."""
    return TaskLine(
        task=replace(task, title=str(protection.HIDDEN)) if is_hidden else task,
        due=short_moment(task.due_at, now=now) if task.due_at else "",
        is_late=task.is_late(now),
    )


def part_line(part: PartRow, here: Acting) -> PartLine:
    """Return a case beside another one with the address of its page."""
    return PartLine(part=part, href=here.address("workspace:case", part.reference))


def draft_for(request: StaffRequest, record: CaseRecord) -> DraftRow | None:
    """Return what the employee began to write on a case, unless it is hidden."""
    return None if record.case.is_withheld else _work(request, record).draft


def _work(request: StaffRequest, record: CaseRecord) -> CaseWork:
    """Return the work on a case, which form and panel of its page read once together."""
    known: dict[UUID, CaseWork] = request.__dict__.setdefault("work_of_cases", {})
    case = record.case
    if case.id not in known:
        known[case.id] = work_of_case(
            case.id,
            council_id=case.council_id,
            employee_id=int(request.actor.identifier),
            form=STEP,
        )
    return known[case.id]
