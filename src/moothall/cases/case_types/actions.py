"""Deciding of the cases of a service."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.acts import Act
from moothall.cases.case_types.models import CaseType
from moothall.cases.case_types.rules import ALWAYS_TOLD, ALWAYS_USED, DENIABLE
from moothall.cases.models import StatusGuide
from moothall.cases.workflow import Priority, Status
from moothall.councils.cataloguing import add_service, change_service
from moothall.councils.models import ServiceType
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

_COPIED = ("unused_statuses", "silent_statuses", "denied_acts", "priority", "keep_days")
_COPIED_OF_GUIDE = (
    "status", "label_en", "label_cy", "text_en", "text_cy", "acts", "reopen_days",
    "staff_reopen_days",
)  # fmt: skip


@transaction.atomic
def use_statuses(
    *, actor: Actor, council_id: int, service_id: UUID, used: Collection[str], now: datetime
) -> CaseType:
    """
    Say which statuses the cases of a service are given; the needful ones always are.

    A case that has one which is used no more keeps it until it moves on.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    """
    kept = {Status(one) for one in used} | ALWAYS_USED
    unused = [status.value for status in Status if status not in kept]
    return _change(actor, council_id, service_id, {"unused_statuses": unused}, now)


@transaction.atomic
def tell_of_statuses(
    *, actor: Actor, council_id: int, service_id: UUID, told: Collection[str], now: datetime
) -> CaseType:
    """
    Say of which statuses residents are told although nobody writes to them.

    What the law asks for is told all the same.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    """
    kept = {Status(one) for one in told} | ALWAYS_TOLD
    silent = [status.value for status in Status if status not in kept]
    return _change(actor, council_id, service_id, {"silent_statuses": silent}, now)


@transaction.atomic
def let_residents(
    *, actor: Actor, council_id: int, service_id: UUID, acts: Collection[str], now: datetime
) -> CaseType:
    """
    Say what residents may ever do with such a case; which of it when, the status guides say.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    """
    allowed = {Act(one) for one in acts}
    denied = [act.value for act in Act if act in DENIABLE - allowed]
    return _change(actor, council_id, service_id, {"denied_acts": denied}, now)


@transaction.atomic
def set_standard(
    *,
    actor: Actor,
    council_id: int,
    service_id: UUID,
    response_hours: int,
    resolution_hours: int,
    priority: str,
    now: datetime,
) -> CaseType:
    """
    Say what is promised of new cases, and with which priority they begin unless one is named.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    :raises Conflict: if it would be answered after it is to be finished
    """
    hours = {"response_hours": response_hours, "resolution_hours": resolution_hours}
    change_service(actor=actor, council_id=council_id, service_id=service_id, values=hours, now=now)
    return _change(actor, council_id, service_id, {"priority": Priority(priority).value}, now)


@transaction.atomic
def keep_for(
    *, actor: Actor, council_id: int, service_id: UUID, days: int | None, now: datetime
) -> CaseType:
    """
    Say for how many days such a case is kept after the last thing that happened to it.

    Nothing means as long as its kind asks for.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    :raises Conflict: if it would not be kept at all
    """
    if days is not None and days < 1:
        raise Conflict("A case is kept for a day at least.")
    return _change(actor, council_id, service_id, {"keep_days": days}, now)


@transaction.atomic
def start_case_type(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    name_cy: str = "",
    kind: str,
    like: UUID,
    now: datetime,
) -> ServiceType:
    """
    Start a new case type, with all that was decided of another.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no service to copy from
    :raises Conflict: if it has one of this name already
    """
    require(policies.can_set_up_case_types(actor, council_id))
    service = add_service(
        actor=actor,
        council_id=council_id,
        name=name,
        name_cy=name_cy,
        kind=kind,
        like=like,
        now=now,
    )
    model = CaseType.objects.filter(council_id=council_id, service_type_id=like).first()
    if model is not None:
        CaseType.objects.create(
            council_id=council_id,
            service_type=service,
            changed_by_name=actor.name,
            changed_at=now,
            **{field: getattr(model, field) for field in _COPIED},
        )
    guides = StatusGuide.objects.filter(council_id=council_id, service_type_id=like)
    StatusGuide.objects.bulk_create(
        StatusGuide(
            council_id=council_id,
            service_type=service,
            **{field: getattr(guide, field) for field in _COPIED_OF_GUIDE},
        )
        for guide in guides.order_by("pk")
    )
    return service


def _change(
    actor: Actor, council_id: int, service_id: UUID, values: dict[str, Any], now: datetime
) -> CaseType:
    require(policies.can_set_up_case_types(actor, council_id))
    service = ServiceType.objects.select_for_update().filter(
        council_id=council_id, pk=service_id
    ).first()  # fmt: skip
    if service is None:
        raise NotFound("This council has no such service.")
    case_type = CaseType.objects.filter(council_id=council_id, service_type=service).first()
    case_type = case_type or CaseType(council_id=council_id, service_type=service)
    changed = sorted(name for name, value in values.items() if getattr(case_type, name) != value)
    if not changed:
        return case_type
    for name, value in values.items():
        setattr(case_type, name, value)
    case_type.changed_by_name, case_type.changed_at = actor.name, now
    case_type.save()
    audit.record(
        actor=actor,
        verb="case-type.changed",
        subject=service,
        now=now,
        detail={"changed": changed, **values},
    )
    return case_type
