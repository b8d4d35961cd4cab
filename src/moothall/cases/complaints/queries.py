"""How far complaints are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from moothall.cases.complaints.models import ComplaintProcedure, ComplaintStage, ComplaintStep
from moothall.cases.complaints.rows import OpenComplaint, StageRow, StepRow
from moothall.cases.workflow import Status
from moothall.people import protection

LISTED = 100
#: A complaint that waits for an answer comes to these by being answered, and in no other way.
ANSWERED_ALONE = frozenset({Status.RESOLVED, Status.CLOSED_NO_ACTION})


def steps_of(case_id: UUID, *, council_id: int) -> list[StepRow]:
    """Return the stages that a complaint went through, in their order; one query."""
    steps = ComplaintStep.objects.filter(council_id=council_id, case_id=case_id)
    return [step_row(step) for step in _with_next(steps).order_by("position")]


def open_complaints(council_ids: Sequence[int], *, limit: int = LISTED) -> list[OpenComplaint]:
    """Return the complaints that wait for an answer, most pressing first; a query a council."""
    found = [
        _open_row(step)
        for council_id in council_ids
        for step in _with_next(
            ComplaintStep.objects.filter(council_id=council_id, answered_at=None).select_related(
                "case__service_type", "case__team", "case__person"
            )
        ).order_by("answer_by", "id")[:limit]
    ]
    return sorted(found, key=lambda one: (one.step.answer_by, one.step.id))[:limit]


def unanswered(case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the cases that are complaints with a stage that waits for an answer."""
    steps = ComplaintStep.objects.filter(case_id__in=case_ids, answered_at=None)
    return frozenset(steps.values_list("case_id", flat=True))


class UnansweredComplaints:
    """Guards complaints from being closed before they are answered."""

    key: ClassVar[str] = "cases.complaints"

    def blocked(self, case_ids: Collection[UUID], /) -> Collection[UUID]:
        """Return those that wait for an answer."""
        return unanswered(case_ids)


def last_step(case_id: UUID) -> StepRow | None:
    """Return the stage in which a complaint is, or was last; one query."""
    last = _with_next(ComplaintStep.objects.filter(case_id=case_id)).order_by("-position").first()
    return None if last is None else step_row(last)


def may_go_on(case_id: UUID, *, now: datetime) -> bool | None:
    """
    Tell whether the resident may ask for the next stage now; one query.

    Nothing for a complaint that went through no stages, such as an old one.
    """
    step = last_step(case_id)
    return None if step is None else step.may_go_on(now)


def procedures_of(council_id: int) -> list[tuple[ComplaintProcedure, list[StageRow]]]:
    """Return how a council deals with complaints, the general way first; two queries."""
    procedures = list(
        ComplaintProcedure.objects.filter(council_id=council_id)
        .select_related("service_type")
        .order_by("service_type__name")
    )
    stages = ComplaintStage.objects.filter(council_id=council_id, is_active=True).order_by(
        "position"
    )
    rows = [(one.procedure_id, stage_row(one)) for one in stages]
    ordered = sorted(procedures, key=lambda one: one.service_type_id is not None)
    return [(one, [row for of, row in rows if of == one.pk]) for one in ordered]


def step_row(step: ComplaintStep) -> StepRow:
    """Return a stage of a complaint as a row."""
    return StepRow(
        id=step.pk,
        stage=stage_row(step.stage),
        began_at=step.began_at,
        acknowledge_by=step.acknowledge_by,
        acknowledged_at=step.acknowledged_at,
        answer_by=step.answer_by,
        extended_at=step.extended_at,
        extension_reason=step.extension_reason,
        answered_at=step.answered_at,
        answered_by=step.answered_by_name,
        answered_by_identifier=step.answered_by_identifier,
        has_next=getattr(step, "has_next", False),
        ombudsman=step.stage.procedure.ombudsman_en,
        ombudsman_cy=step.stage.procedure.ombudsman_cy,
        reached=step.stage.procedure.reached_en,
        reached_cy=step.stage.procedure.reached_cy,
    )


def stage_row(stage: ComplaintStage) -> StageRow:
    """Return a stage as a row."""
    return StageRow(
        id=stage.pk,
        position=stage.position,
        name_en=stage.name_en,
        name_cy=stage.name_cy,
        acknowledge_days=stage.acknowledge_days,
        answer_days=stage.answer_days,
        extension_days=stage.extension_days,
        from_acknowledgement=stage.from_acknowledgement,
        by_another=stage.by_another,
        next_within_days=stage.next_within_days,
    )


def _with_next(steps: QuerySet[ComplaintStep]) -> QuerySet[ComplaintStep]:
    following = ComplaintStage.objects.filter(
        procedure_id=OuterRef("stage__procedure_id"),
        position__gt=OuterRef("position"),
        is_active=True,
    )
    return steps.select_related("stage__procedure").annotate(has_next=Exists(following))


def _open_row(step: ComplaintStep) -> OpenComplaint:
    case = step.case
    person = case.person
    is_hidden = person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )
    return OpenComplaint(
        council_id=step.council_id,
        case_id=case.pk,
        reference=str(case.reference),
        service_name=case.service_type.name,
        summary=str(protection.HIDDEN) if is_hidden else case.summary,
        status=Status(case.status),
        team_name=case.team.name,
        step=step_row(step),
    )
