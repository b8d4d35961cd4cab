"""That somebody has begun forms, for their page: how many and when, never what they typed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from moothall.eforms.models import Draft
from moothall.kernel.actors import ActorKind


@dataclass(frozen=True)
class Begun:
    """How many forms somebody has begun and not sent, and when they last went on with one."""

    count: int
    last_at: datetime | None


def begun_by(person_id: UUID, *, council_id: int, now: datetime) -> Begun:
    """Return it, of the forms that a person fills in themselves; one query."""
    rows = Draft.objects.filter(
        council_id=council_id, subject_id=person_id, submitted_at=None, expires_at__gt=now
    ).exclude(actor_kind=ActorKind.STAFF.value)
    found = rows.aggregate(count=Count("pk"), last_at=Max("saved_at"))
    return Begun(found["count"], found["last_at"])
