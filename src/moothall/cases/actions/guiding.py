"""What a council says about a status, and what it lets residents do then."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.acts import Act
from moothall.cases.models import StatusGuide
from moothall.cases.workflow import Status
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_type as service_type_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def guide_residents(
    *,
    actor: Actor,
    council_id: int,
    status: str,
    service: str = "",
    kind: str = "",
    label_en: str = "",
    label_cy: str = "",
    text_en: str = "",
    text_cy: str = "",
    acts: Collection[str] | None = None,
    reopen_days: int | None = None,
    staff_reopen_days: int | None = None,
    now: datetime,
) -> StatusGuide:
    """
    Say what residents read about a status and may do then: of one service, one kind, or of all.

    What was said before about the same is replaced. No words, and nothing for `acts`, `reopen_days`
    and `staff_reopen_days`, leave it to what is said about more.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    :raises ValueError: if there is no such status, kind or act, or both service and kind are named
    """
    require(policies.can_guide_residents(actor, council_id))
    if service and kind:
        raise ValueError("A rule is for one service or for one kind, not for both.")
    service_id = service_type_of(council_id, service).id if service else None
    guide, _is_new = StatusGuide.objects.update_or_create(
        council_id=council_id,
        service_type_id=service_id,
        kind=CaseKind(kind).value if kind else "",
        status=Status(status).value,
        defaults={
            "label_en": label_en.strip(),
            "label_cy": label_cy.strip(),
            "text_en": text_en.strip(),
            "text_cy": text_cy.strip(),
            "acts": None if acts is None else sorted(Act(act).value for act in acts),
            "reopen_days": reopen_days,
            "staff_reopen_days": staff_reopen_days,
        },
    )
    audit.record(
        actor=actor,
        verb="status-guide.changed",
        subject=guide,
        now=now,
        detail={"service": service, "kind": kind, "status": guide.status},
    )
    return guide


@transaction.atomic
def drop_guide(*, actor: Actor, council_id: int, guide_id: UUID, now: datetime) -> None:
    """
    Say nothing of one's own about a status any more.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such rule
    """
    require(policies.can_guide_residents(actor, council_id))
    guide = StatusGuide.objects.filter(council_id=council_id, pk=guide_id).first()
    if guide is None:
        raise NotFound("This council has no such rule.")
    audit.record(actor=actor, verb="status-guide.dropped", subject=guide, now=now)
    guide.delete()
