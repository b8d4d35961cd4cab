"""Which cases of somebody who asks for erasure must be kept, and until when."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from moothall.cases.models import Case
from moothall.cases.ports import Kept, case_keepers
from moothall.cases.queries.activity import case_activity
from moothall.people.keeping_reasons import OPEN, keeping_reasons, lengths


def cases_kept(
    case_ids: Collection[UUID], *, now: datetime, lock: bool = False
) -> dict[UUID, Kept]:
    """
    Return why cases are kept; one that is not there may go.

    An open case is kept until it is closed, a closed one for as long as its kind asks for from the
    last thing that happened, and longer where another app needs it. With a lock nobody changes
    them until the transaction ends.
    """
    if not case_ids:
        return {}
    length = lengths()
    kinds = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "kind"))
    kept: dict[UUID, Kept] = {}
    for case_id, activity in case_activity(case_ids, lock=lock).items():
        reason = keeping_reasons.get(kinds[case_id])
        until = activity.last_at + length(reason)
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
