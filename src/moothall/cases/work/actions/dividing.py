"""What a case is divided into: tasks, ticks on its checklist, and sub-cases."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.cases.actions.accounting import entry, locked_case
from moothall.cases.actions.opening import open_case
from moothall.cases.channels import Channel
from moothall.cases.models import Case, EntryKind, TimelineEntry
from moothall.cases.particulars import CaseLocation
from moothall.cases.work import policies
from moothall.cases.work.errors import TooManyParts
from moothall.cases.work.mentioning import tell
from moothall.cases.work.models import (
    CaseTask,
    ChecklistItem,
    ChecklistTick,
    NoticeKind,
    SubCase,
)
from moothall.cases.work.models.parts import LONGEST_TITLE
from moothall.councils.calendar import WorkingCalendar
from moothall.councils.models import Team
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.colleagues import colleague

MOST_PARTS = 10


@transaction.atomic
def add_task(
    *,
    actor: Actor,
    case_id: UUID,
    title: str,
    hours: float | None = None,
    days: int | None = None,
    holder_id: int | None = None,
    team_id: UUID | None = None,
    blocks_closing: bool = True,
    now: datetime,
) -> CaseTask:
    """
    Add something to do to a case, due after so many working hours, or when so many days end.

    :raises NotFound: if there is no such case, or its council has no such team or employee
    :raises Conflict: if the case is closed
    """
    case = locked_case(case_id)
    require(policies.can_divide(actor, case.council_id))
    if case.closed_at is not None:
        raise Conflict("This case is closed.")
    if holder_id is not None and colleague(case.council_id, policies.EDIT, holder_id) is None:
        raise NotFound("Nobody of this council's staff can be given this.")
    if (
        team_id is not None
        and not Team.objects.filter(council_id=case.council_id, pk=team_id).exists()
    ):
        raise NotFound("This council has no such team.")
    task = CaseTask(
        council_id=case.council_id,
        case_id=case.pk,
        title=without_card_numbers(title.strip())[:LONGEST_TITLE],
        due_at=_due(case.council_id, hours, days, now),
        holder_id=holder_id,
        team_id=team_id,
        blocks_closing=blocks_closing,
        made_at=now,
        made_by_kind=actor.kind.value,
        made_by_identifier=actor.identifier,
        made_by_name=actor.name,
    )
    task.save(force_insert=True)
    _write(case, actor, EntryKind.TASK, task.title, now)
    audit.record(actor=actor, verb="case-task.added", subject=task, now=now)
    if holder_id is not None and str(holder_id) != actor.identifier:
        tell(
            {holder_id},
            kind=NoticeKind.TASK,
            case=case,
            by_name=actor.name,
            source_key=str(task.pk),
            now=now,
        )
    return task


@transaction.atomic
def give_task(
    *, actor: Actor, case_id: UUID, task_id: UUID, employee_id: int, now: datetime
) -> CaseTask:
    """
    Give a task to a colleague and tell them; given to who has it, it changes nothing.

    :raises NotFound: if there is no such task, or nobody of this number may work on its case
    :raises Conflict: if the task is done, or its case is closed
    """
    case, task = _task(actor, case_id, task_id)
    if case.closed_at is not None or task.done_at is not None:
        raise Conflict("Nothing is left to do.")
    to = colleague(case.council_id, policies.EDIT, employee_id)
    if to is None:
        raise NotFound("Nobody of this council's staff can be given this.")
    if task.holder_id == to.id:
        return task
    task.holder_id = to.id
    task.save(update_fields=["holder_id"])
    words = _("%(task)s: given to %(name)s") % {"task": task.title, "name": to.name}
    [written] = TimelineEntry.objects.bulk_create(
        [entry(case, actor, EntryKind.TASK, now, is_public=False, text=words)]
    )
    audit.record(actor=actor, verb="case-task.given", subject=task, now=now, detail={"to": to.id})
    if str(to.id) != actor.identifier:
        tell(
            {to.id},
            kind=NoticeKind.TASK,
            case=case,
            by_name=actor.name,
            source_key=str(written.pk),
            now=now,
        )
    return task


@transaction.atomic
def finish_task(*, actor: Actor, case_id: UUID, task_id: UUID, now: datetime) -> CaseTask:
    """
    Say that a task is done; saying it twice changes nothing.

    :raises NotFound: if the councils in force have no such case with such a task
    """
    case, task = _task(actor, case_id, task_id)
    if task.done_at is None:
        task.done_at, task.done_by_name = now, actor.name
        task.save(update_fields=["done_at", "done_by_name"])
        _write(case, actor, EntryKind.TASK, _("Done: %(task)s") % {"task": task.title}, now)
        audit.record(actor=actor, verb="case-task.finished", subject=task, now=now)
    return task


@transaction.atomic
def reopen_task(*, actor: Actor, case_id: UUID, task_id: UUID, now: datetime) -> CaseTask:
    """
    Say that a task is not done after all.

    :raises NotFound: if the councils in force have no such case with such a task
    :raises Conflict: if its case is closed
    """
    case, task = _task(actor, case_id, task_id)
    if case.closed_at is not None:
        raise Conflict("This case is closed.")
    if task.done_at is not None:
        task.done_at, task.done_by_name = None, ""
        task.save(update_fields=["done_at", "done_by_name"])
        _write(case, actor, EntryKind.TASK, _("Not done yet: %(task)s") % {"task": task.title}, now)
        audit.record(actor=actor, verb="case-task.reopened", subject=task, now=now)
    return task


@transaction.atomic
def tick_item(
    *, actor: Actor, case_id: UUID, item_id: UUID, is_done: bool = True, now: datetime
) -> None:
    """
    Tick an item of a case's checklist, or take the tick away.

    :raises NotFound: if there is no such case, or its service has no such item
    """
    case = locked_case(case_id)
    require(policies.can_divide(actor, case.council_id))
    item = ChecklistItem.objects.filter(
        council_id=case.council_id, service_type_id=case.service_type_id, pk=item_id
    ).first()
    if item is None:
        raise NotFound("This case has no such item to tick.")
    which = {"council_id": case.council_id, "case_id": case.pk, "item_id": item.pk}
    if is_done:
        ChecklistTick.objects.get_or_create(
            **which, defaults={"ticked_at": now, "ticked_by_name": actor.name}
        )
    else:
        ChecklistTick.objects.filter(**which).delete()
    verb = "case-checklist.ticked" if is_done else "case-checklist.unticked"
    audit.record(actor=actor, verb=verb, subject=case, now=now, detail={"item": str(item.pk)})


@transaction.atomic
def open_sub_case(
    *,
    actor: Actor,
    case_id: UUID,
    service_type: str,
    summary: str,
    is_mandatory: bool = True,
    submission_key: str,
    now: datetime,
) -> Case:
    """
    Open a case from another one, for whichever team does the service; the same key gives the same.

    It is about the same place and person, and is not that person's to follow: the first case is.

    :raises NotFound: if there is no such case, or its council has no such service
    :raises Conflict: if the case is closed, or is a sub-case itself
    :raises TooManyParts: if it has as many sub-cases as it may have
    """
    parent = locked_case(case_id)
    require(policies.can_divide(actor, parent.council_id))
    if parent.closed_at is not None:
        raise Conflict("This case is closed.")
    links = SubCase.objects.filter(council_id=parent.council_id)
    if links.filter(child_id=parent.pk).exists():
        raise Conflict("A sub-case has no sub-cases of its own.")
    before = links.filter(
        parent_id=parent.pk, child__submission_key=submission_key
    ).first()  # fmt: skip
    if before is not None:
        return Case.objects.get(pk=before.child_id)
    if links.filter(parent_id=parent.pk).count() >= MOST_PARTS:
        raise TooManyParts(f"A case has at most {MOST_PARTS} sub-cases.")
    child = open_case(
        actor=actor,
        council_id=parent.council_id,
        service_type=service_type,
        person_id=None,
        channel=Channel(parent.channel).value,
        summary=summary,
        submission_key=submission_key,
        location=_place_of(parent),
        language=parent.language,
        priority=parent.priority,
        now=now,
    )
    SubCase.objects.create(
        council_id=parent.council_id,
        parent_id=parent.pk,
        child_id=child.pk,
        is_mandatory=is_mandatory,
        opened_at=now,
    )
    _write(parent, actor, EntryKind.PART, child.reference, now)
    _write(child, actor, EntryKind.PART, parent.reference, now)
    audit.record(
        actor=actor, verb="case.divided", subject=parent, now=now, detail={"child": str(child.pk)}
    )
    return child


def _place_of(case: Case) -> CaseLocation | None:
    """Return the place of a case, which is hidden with its person and nobody's in another case."""
    person = case.person
    if person is not None and person.is_protected:
        return None
    return CaseLocation(
        description=case.place,
        easting=case.easting,
        northing=case.northing,
        latitude=case.latitude,
        longitude=case.longitude,
        uprn=case.uprn,
        usrn=case.usrn,
    )


def _due(council_id: int, hours: float | None, days: int | None, now: datetime) -> datetime | None:
    if hours is None and days is None:
        return None
    calendar = WorkingCalendar.for_council(council_id)
    if hours is not None:
        return calendar.add_hours(now, hours)
    return calendar.end_after(now, days or 0)


def _task(actor: Actor, case_id: UUID, task_id: UUID) -> tuple[Case, CaseTask]:
    case = locked_case(case_id)
    require(policies.can_divide(actor, case.council_id))
    task = CaseTask.objects.filter(
        council_id=case.council_id, case_id=case.pk, pk=task_id
    ).first()  # fmt: skip
    if task is None:
        raise NotFound("This case has no such task.")
    return case, task


def _write(case: Case, actor: Actor, kind: EntryKind, text: str, now: datetime) -> None:
    TimelineEntry.objects.bulk_create([entry(case, actor, kind, now, is_public=False, text=text)])
