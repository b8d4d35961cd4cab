"""Cases at an address and in its street, for whoever thinks in addresses."""

from collections.abc import Collection, Sequence
from datetime import datetime

from moothall.cases.models import Case
from moothall.cases.queries.lists import cases_by_id
from moothall.cases.rows import CaseRow

PAGE = 20


def cases_at(
    council_ids: Sequence[int],
    uprns: Collection[int],
    *,
    now: datetime,
    is_open: bool = False,
    limit: int = PAGE,
) -> list[CaseRow]:
    """
    Return the newest cases at some addresses, or those of them that are open; two queries.

    Cases of protected persons are left out: that they are known there, nobody may learn here.
    """
    if not uprns:
        return []
    rows = Case.objects.filter(council_id__in=list(council_ids), uprn__in=list(uprns))
    if is_open:
        rows = rows.filter(closed_at__isnull=True)
    seen = rows.exclude(person__is_protected=True).order_by("-created_at", "-id")
    ids = list(seen.values_list("pk", flat=True)[:limit])
    found = cases_by_id(council_ids, ids, now=now) if ids else {}
    return [found[pk] for pk in ids if pk in found]
