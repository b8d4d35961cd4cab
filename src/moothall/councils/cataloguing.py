"""Changes that a council makes itself to its service catalogue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from moothall.councils import policies
from moothall.councils.models import CaseKind, ServiceType, Team
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

#: What of an entry may be changed, and the audit's word for it.
_CHANGEABLE = frozenset({"name", "name_cy", "response_hours", "resolution_hours", "team_id"})
_COPIED = ("lgsl", "lgil", "response_hours", "resolution_hours", "team_id", "shown_nearby")
LONGEST_SLUG = 80


@transaction.atomic
def change_service(
    *, actor: Actor, council_id: int, service_id: UUID, values: Mapping[str, Any], now: datetime
) -> ServiceType:
    """
    Change names, standard or team of an entry; from then on the council's file leaves it alone.

    Cases that are open keep what was promised and whose they are. The same again changes nothing.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service, or no such team
    :raises Conflict: if it would be without a name, or answered after it is to be finished
    """
    require(policies.can_set_up(actor, council_id))
    service = ServiceType.objects.select_for_update().filter(
        council_id=council_id, pk=service_id
    ).first()  # fmt: skip
    if service is None:
        raise NotFound("This council has no such service.")
    changed = {
        name: value
        for name, value in values.items()
        if name in _CHANGEABLE and getattr(service, name) != value
    }
    if not changed:
        return service
    _require_team(council_id, changed.get("team_id"))
    for name, value in changed.items():
        setattr(service, name, value)
    _require_sound(service)
    service.is_own = True
    service.save(update_fields=[*changed, "is_own"])
    audit.record(
        actor=actor,
        verb="service-type.changed",
        subject=service,
        now=now,
        detail={"changed": sorted(changed)},
    )
    return service


@transaction.atomic
def add_service(
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
    Add an entry to the catalogue, with numbers, standard and team of one that is there.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no service to copy from
    :raises Conflict: if it has one of this name already
    """
    require(policies.can_set_up(actor, council_id))
    model = ServiceType.objects.filter(council_id=council_id, pk=like, is_active=True).first()
    if model is None:
        raise NotFound("This council has no such service.")
    slug = slugify(name)[:LONGEST_SLUG]
    if not slug or ServiceType.objects.filter(council_id=council_id, slug=slug).exists():
        raise Conflict("There is a service of this name already.")
    service = ServiceType.objects.create(
        council_id=council_id,
        slug=slug,
        name=name.strip(),
        name_cy=name_cy.strip(),
        case_kind=CaseKind(kind).value,
        is_own=True,
        **{field: getattr(model, field) for field in _COPIED},
    )
    audit.record(
        actor=actor,
        verb="service-type.added",
        subject=service,
        now=now,
        detail={"like": str(model.pk), "kind": service.case_kind},
    )
    return service


def _require_team(council_id: int, team_id: UUID | None) -> None:
    if team_id is None:
        return
    if not Team.objects.filter(council_id=council_id, pk=team_id).exists():
        raise NotFound("This council has no such team.")


def _require_sound(service: ServiceType) -> None:
    if not service.name.strip():
        raise Conflict("A service has a name.")
    if not 0 < service.response_hours <= service.resolution_hours:
        raise Conflict("The answer comes before the end.")
