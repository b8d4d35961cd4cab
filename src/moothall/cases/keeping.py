"""Which cases of somebody who asks for erasure must be kept, and until when."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from moothall.cases.models import Case, CaseType
from moothall.cases.ports import Kept, case_keepers
from moothall.cases.queries.activity import case_activity
from moothall.people.keeping_reasons import OPEN, keeping_reasons, lengths


def cases_kept(
    case_ids: Collection[UUID], *, now: datetime, lock: bool = False
) -> dict[UUID, Kept]:
    """
    Return why cases are kept; one that is not there may go.

    An open case is kept until it is closed, a closed one for as long as its type or else its kind
    asks for from the last thing that happened, and longer where another app needs it. With a lock
    nobody changes them until the transaction ends.
    """
    if not case_ids:
        return {}
    length = lengths()
    types = CaseType.objects.filter(
        council=OuterRef("council"), service_type=OuterRef("service_type")
    )
    own_days = Subquery(types.values("keep_days")[:1])
    asked = Case.objects.filter(pk__in=case_ids).values_list("pk", "kind", own_days)
    kinds = {case_id: (kind, days) for case_id, kind, days in asked}
    kept: dict[UUID, Kept] = {}
    for case_id, activity in case_activity(case_ids, lock=lock).items():
        kind, days = kinds[case_id]
        reason = keeping_reasons.get(kind)
        until = activity.last_at + (length(reason) if days is None else timedelta(days=days))
        if activity.is_open:
            kept[case_id] = Kept(reason=OPEN.key)
        elif until > now:
            kept[case_id] = Kept(reason=reason.key, until=until)
    for keeper in case_keepers:
        for case_id, needed in keeper.kept(case_ids, now).items():
            kept[case_id] = _longer(kept.get(case_id), needed)
    return kept


def _longer(first: Kept | None, second: Kept) -> Kept:
    """Return the reason that holds longer; one without an end holds longest."""
    if first is None or second.until is None:
        return second if first is None or first.until is not None else first
    if first.until is None:
        return first
    return second if second.until > first.until else first
