"""Who else is there."""

from datetime import datetime
from uuid import UUID

from moothall.cases.presence.actions import GONE_AFTER
from moothall.cases.presence.models import Presence
from moothall.cases.presence.rows import PresentRow
from moothall.kernel.actors import Actor


def others_present(
    *, actor: Actor, council_id: int, subject_kind: str, subject_id: UUID, now: datetime
) -> list[PresentRow]:
    """Return the colleagues who have the same thing open, those who write first; one query."""
    rows = (
        Presence.objects.filter(
            council_id=council_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            seen_at__gt=now - GONE_AFTER,
        )
        .exclude(employee_identifier=actor.identifier)
        .order_by("-is_writing", "came_at", "pk")
    )
    return [PresentRow(one.employee_name, one.is_writing, one.came_at) for one in rows]
