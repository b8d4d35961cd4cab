"""What happens to a complaint: it begins a stage, is acknowledged, put off, answered, taken on."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.actions.moving import move
from moothall.cases.complaints import deadlines
from moothall.cases.complaints.models import ComplaintStage, ComplaintStep
from moothall.cases.complaints.queries import may_go_on
from moothall.cases.complaints.setting_up import procedure_for
from moothall.cases.events import ComplaintTold
from moothall.cases.models import Case, EntryKind, TimelineEntry
from moothall.cases.workflow import ALLOWED, CLOSED, Status
from moothall.councils.calendar import WorkingCalendar
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_types
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

#: The particular of a complaint that names the service it is about, where it is about no case.
ABOUT_SERVICE = "complaint.service"
_CLOCK = ("response_due_at", "resolution_due_at", "next_due_at", "first_response_at", "updated_at",
          "resident_acted_at")  # fmt: skip


@transaction.atomic
def begin_first_stage(*, actor: Actor, case_id: UUID, now: datetime) -> ComplaintStep | None:
    """
    Begin the first stage of a complaint, whose promises take the place of its service's.

    What is no complaint, or has begun already, stays as it is.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    if case.kind != CaseKind.COMPLAINT:
        return None
    begun = ComplaintStep.objects.filter(case_id=case.pk).order_by("position").first()
    if begun is not None:
        return begun
    procedure = procedure_for(case.council_id, _service_of(case))
    stage = (
        ComplaintStage.objects.filter(procedure=procedure, is_active=True)
        .order_by("position")
        .first()
    )
    return None if stage is None else _begin(case, stage, actor, now, began_at=case.created_at)


@transaction.atomic
def acknowledge_complaint(*, actor: Actor, case_id: UUID, text: str = "", now: datetime) -> None:
    """
    Tell the resident that the council has the complaint, who looks at it and by when it answers.

    Acknowledging again changes nothing.

    :raises NotFound: if there is no such complaint
    :raises Conflict: if it waits for no answer
    """
    case, step = _open_step(actor, case_id)
    if step.acknowledged_at is not None:
        return
    calendar = WorkingCalendar.by_law(case.council_id)
    step.acknowledged_at = now
    if step.extended_at is None:
        step.answer_by = deadlines.answer_by(step.stage, step.began_at, now, calendar)
    step.save(update_fields=["acknowledged_at", "answer_by"])
    case.note_answer(at=now)
    _set_clock(case, step, calendar)
    written = _write(case, actor, text, now)
    _tell(actor, case, step, "acknowledged", written=written, now=now)


@transaction.atomic
def extend_complaint(
    *, actor: Actor, case_id: UUID, until: date, reason: str, now: datetime
) -> None:
    """
    Put the answer off, once, and tell the resident until when and why.

    :raises NotFound: if there is no such complaint
    :raises Conflict: if it was put off before, waits for no answer, or the day is not in reach
    """
    case, step = _open_step(actor, case_id)
    calendar = WorkingCalendar.by_law(case.council_id)
    latest = deadlines.latest_extension(step.stage, step.answer_by, calendar)
    if step.extended_at is not None or not reason.strip() or not step.answer_by < until <= latest:
        raise Conflict("The answer cannot be put off so.")
    step.answer_by, step.extended_at, step.extension_reason = until, now, reason.strip()
    step.save(update_fields=["answer_by", "extended_at", "extension_reason"])
    case.updated_at = now
    _set_clock(case, step, calendar)
    _tell(actor, case, step, "extended", written=_write(case, actor, reason, now), now=now)


@transaction.atomic
def answer_complaint(*, actor: Actor, case_id: UUID, text: str, now: datetime) -> Case:
    """
    Answer a complaint in the stage in which it is, which closes it until the resident goes on.

    :raises NotFound: if there is no such complaint
    :raises NotPermitted: if the stage is decided by another than whoever decided one before
    :raises Conflict: if it waits for no answer
    """
    case, step = _open_step(actor, case_id)
    require(not step.stage.by_another or not _has_decided(actor, case, before=step.position))
    if step.acknowledged_at is None:
        step.acknowledged_at = now
    step.answered_at = now
    step.answered_by_identifier, step.answered_by_name = actor.identifier, actor.name
    step.save(
        update_fields=[
            "acknowledged_at", "answered_at", "answered_by_identifier", "answered_by_name",
        ]
    )  # fmt: skip
    if case.status in CLOSED:
        written = _write(case, actor, text, now)
    else:
        written = move(case, actor, Status.RESOLVED, now, kind=EntryKind.MESSAGE, text=text)
    _tell(actor, case, step, "answered", written=written, now=now)
    return case


@transaction.atomic(savepoint=False)
def escalate_complaint(*, actor: Actor, case_id: UUID, reason: str = "", now: datetime) -> Case:
    """
    Take an answered complaint to its next stage; nobody needs to say why.

    Staff may at any time, a resident as long as the stage lets them: their own case alone.

    :raises NotFound: if there is no such complaint
    :raises Conflict: if it waits for an answer, has no further stage, or it is too late
    """
    case = locked_case(case_id)
    if actor.kind is ActorKind.RESIDENT:
        if not policies.can_act_on_own_case(actor, case.person_id, case.council_id):
            raise NotFound("There is no such case.")
    else:
        require(policies.can_answer_complaint(actor, case.council_id))
    begin_next_stage(case, actor, reason, now)
    return case


def begin_next_stage(
    case: Case, actor: Actor, reason: str, now: datetime, *, source_key: str = ""
) -> TimelineEntry:
    """
    Begin the next stage of a complaint that is locked, and open it again.

    :raises Conflict: if it waits for an answer, has no further stage, or it is too late
    """
    last = ComplaintStep.objects.filter(case_id=case.pk).order_by("-position").first()
    is_late = actor.kind is ActorKind.RESIDENT and not may_go_on(case.pk, now=now)
    if last is None or last.answered_at is None or is_late:
        raise Conflict("This complaint cannot go to the next stage now.")
    stage = (
        ComplaintStage.objects.filter(
            procedure_id=last.stage.procedure_id, position__gt=last.position, is_active=True
        )
        .order_by("position")
        .first()
    )
    if stage is None:
        raise Conflict("There is no further stage: the ombudsman comes next.")
    opens = Status.IN_PROGRESS in ALLOWED[Status(case.status)]
    if case.status in CLOSED and opens:
        told = move(
            case, actor, Status.IN_PROGRESS, now, kind=EntryKind.COMPLAINT, text=reason,
            source_key=source_key,
        )  # fmt: skip
    else:
        raise Conflict("This complaint cannot go to the next stage now.")
    _begin(case, stage, actor, now, began_at=now)
    audit.record(
        actor=actor,
        verb="complaint.escalated",
        subject=case,
        now=now,
        detail={"stage": stage.position},
    )
    return told


def _begin(
    case: Case, stage: ComplaintStage, actor: Actor, now: datetime, *, began_at: datetime
) -> ComplaintStep:
    calendar = WorkingCalendar.by_law(case.council_id)
    step = ComplaintStep.objects.create(
        council_id=case.council_id,
        case_id=case.pk,
        stage=stage,
        position=stage.position,
        asked_by_kind=actor.kind.value,
        began_at=began_at,
        acknowledge_by=deadlines.acknowledge_by(stage, began_at, calendar),
        answer_by=deadlines.answer_by(stage, began_at, None, calendar),
    )
    case.first_response_at = None
    _set_clock(case, step, calendar)
    return step


def _set_clock(case: Case, step: ComplaintStep, calendar: WorkingCalendar) -> None:
    """Let the case's own promises be those of the stage, by which every list shows it."""
    case.response_due_at = deadlines.end_of(step.acknowledge_by, calendar)
    case.resolution_due_at = deadlines.end_of(step.answer_by, calendar)
    case.next_due_at = case.clock.next_due_at
    case.save(update_fields=_CLOCK)


def _open_step(actor: Actor, case_id: UUID) -> tuple[Case, ComplaintStep]:
    case = locked_case(case_id)
    require(policies.can_answer_complaint(actor, case.council_id))
    step = (
        ComplaintStep.objects.filter(case_id=case.pk)
        .select_related("stage")
        .order_by("-position")
        .first()
    )
    if step is None:
        raise NotFound("There is no such complaint.")
    if step.answered_at is not None:
        raise Conflict("This complaint was answered already.")
    return case, step


def _has_decided(actor: Actor, case: Case, *, before: int) -> bool:
    return ComplaintStep.objects.filter(
        case_id=case.pk, position__lt=before, answered_by_identifier=actor.identifier
    ).exists()


def _write(case: Case, actor: Actor, text: str, now: datetime) -> TimelineEntry:
    case.updated_at = now
    keep_sign(case, actor, now)
    case.save(update_fields=["updated_at", "resident_acted_at"])
    written = entry(case, actor, EntryKind.MESSAGE, now, is_public=bool(text.strip()), text=text)
    TimelineEntry.objects.bulk_create([written])
    return written


def _tell(
    actor: Actor,
    case: Case,
    step: ComplaintStep,
    what: str,
    *,
    written: TimelineEntry,
    now: datetime,
) -> None:
    audit.record(
        actor=actor,
        verb=f"complaint.{what}",
        subject=case,
        now=now,
        detail={"stage": step.position, "answer_by": step.answer_by.isoformat()},
    )
    outbox.publish(
        ComplaintTold(
            council_id=case.council_id,
            case_id=case.pk,
            step_id=step.pk,
            timeline_entry_id=written.pk,
            what=what,
            occurred_at=now,
        )
    )


def _service_of(case: Case) -> UUID:
    """Return the service that a complaint is about: that of its case, the one named, its own."""
    about = case.about_case
    own: UUID = case.service_type_id if about is None else about.service_type_id
    if about is not None:
        return own
    named = next((one.code for one in case.particulars if one.key == ABOUT_SERVICE), "")
    offered = service_types(case.council_id) if named else ()
    return next((one.id for one in offered if one.slug == named), own)
