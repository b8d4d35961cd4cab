"""Saying how a council deals with complaints."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.complaints.models import ComplaintProcedure, ComplaintStage
from moothall.cases.complaints.usual import Procedure, Stage, usual_procedure
from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def set_procedure(
    *,
    actor: Actor,
    council_id: int,
    service_id: UUID | None = None,
    procedure: Procedure,
    now: datetime,
) -> ComplaintProcedure:
    """
    Say how complaints are dealt with: of one service, or of all that have no way of their own.

    Complaints in a stage go on with what was promised them. Stages that are no longer named stay
    for those that are in them, but none is begun any more.

    :raises NotPermitted: if the actor may not change the council's settings
    """
    require(policies.can_set_standards(actor, council_id))
    row, _is_new = ComplaintProcedure.objects.update_or_create(
        council_id=council_id,
        service_type_id=service_id,
        defaults={
            "ombudsman_en": procedure.ombudsman_en,
            "ombudsman_cy": procedure.ombudsman_cy,
            "reached_en": procedure.reached_en,
            "reached_cy": procedure.reached_cy,
        },
    )
    _set_stages(row, procedure.stages)
    audit.record(
        actor=actor,
        verb="complaint-procedure.set",
        subject=row,
        now=now,
        detail={"stages": len(procedure.stages)},
    )
    return row


@transaction.atomic
def change_stage(
    *, actor: Actor, council_id: int, stage_id: UUID, stage: Stage, now: datetime
) -> ComplaintStage:
    """
    Change a stage's names and days, for complaints that begin it from now on.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such stage
    """
    require(policies.can_set_standards(actor, council_id))
    row = ComplaintStage.objects.filter(council_id=council_id, pk=stage_id).first()
    if row is None:
        raise NotFound("This council has no such stage.")
    for name, value in asdict(stage).items():
        setattr(row, name, value)
    row.save()
    audit.record(actor=actor, verb="complaint-stage.changed", subject=row, now=now)
    return row


def procedure_for(council_id: int, service_id: UUID) -> ComplaintProcedure:
    """Return how complaints about a service are dealt with; a council that has said nothing does
    what is usual in its nation."""
    found = ComplaintProcedure.objects.filter(council_id=council_id)
    own = found.filter(service_type_id=service_id).first()
    general = own or found.filter(service_type_id=None).first()
    if general is not None:
        return general
    usual = usual_procedure(council_by_id(council_id).nation)
    row, is_new = ComplaintProcedure.objects.get_or_create(
        council_id=council_id,
        service_type_id=None,
        defaults={
            "ombudsman_en": usual.ombudsman_en,
            "ombudsman_cy": usual.ombudsman_cy,
            "reached_en": usual.reached_en,
            "reached_cy": usual.reached_cy,
        },
    )
    if is_new:
        _set_stages(row, usual.stages)
    return row


def _set_stages(row: ComplaintProcedure, stages: Sequence[Stage]) -> None:
    for position, stage in enumerate(stages, start=1):
        ComplaintStage.objects.update_or_create(
            council_id=row.council_id, procedure=row, position=position,
            defaults={**asdict(stage), "is_active": True},
        )  # fmt: skip
    ComplaintStage.objects.filter(procedure=row, position__gt=len(stages)).update(is_active=False)
