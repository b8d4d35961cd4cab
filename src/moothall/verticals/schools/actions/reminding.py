"""Reminding of what is due for trips and clubs: once before its day, and once after."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from moothall.payments.queries import standing_of
from moothall.verticals.schools.actions.activities import INSTALMENT
from moothall.verticals.schools.models import Instalment
from moothall.verticals.schools.models.activity import PlaceState
from moothall.verticals.schools.telling import tell_due

#: So long before its day people are told that a part is due.
DAYS_BEFORE = timedelta(days=7)


def remind_of_parts(*, council_id: int, now: datetime, limit: int = 200) -> int:
    """
    Remind those who joined for a child of parts that are soon due, or were; return how many.

    Whoever is just paying is not written to.
    """
    today = localdate(now)
    soon = Q(reminded_at=None, due_on__gte=today, due_on__lte=today + DAYS_BEFORE)
    late = Q(chased_at=None, due_on__lt=today)
    due = Instalment.objects.filter(
        soon | late, council_id=council_id, paid_at=None, place__state=PlaceState.TAKEN
    )
    ids = list(due.order_by("due_on", "pk").values_list("pk", flat=True)[:limit])
    standing = standing_of(INSTALMENT, ids)
    return sum(
        _remind(pk, is_being_paid=standing.get(pk) in {"paying", "paid"}, now=now) for pk in ids
    )


@transaction.atomic
def _remind(instalment_id: UUID, *, is_being_paid: bool, now: datetime) -> bool:
    part = (
        Instalment.objects.select_for_update(of=("self",))
        .select_related("place__activity")
        .filter(pk=instalment_id, paid_at=None)
        .first()
    )
    if part is None:
        return False
    is_late = part.due_on < localdate(now)
    part.reminded_at = part.reminded_at or now
    part.chased_at = now if is_late else None
    part.save(update_fields=["reminded_at", "chased_at"])
    if not is_being_paid:
        tell_due(part, is_late=is_late, now=now)
    return True
