"""When something last happened to cases."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest

from moothall.cases.models import Case, Interaction, TimelineEntry
from moothall.cases.queries.detail import ABOUT_CASE
from moothall.cases.rows import CaseActivity
from moothall.notifications.queries import last_told


def case_activity(case_ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, CaseActivity]:
    """
    Return whether cases are open and when they were last touched, by id; two queries.

    What counts: every change of theirs, notes for staff too, whoever was in touch about them, and
    messages to their resident. With a lock nobody changes them until the transaction ends.
    """
    rows = Case.objects.filter(pk__in=case_ids)
    if lock:
        rows = rows.select_for_update(of=("self",))
    last = Greatest("updated_at", "closed_at", _latest_of(TimelineEntry), _latest_of(Interaction))
    told = last_told(ABOUT_CASE, case_ids)
    found = rows.annotate(last_at=last).order_by("pk").values_list("pk", "closed_at", "last_at")
    return {
        case_id: CaseActivity(
            is_open=closed_at is None, last_at=max(last_at, told.get(case_id, last_at))
        )
        for case_id, closed_at, last_at in found
    }


def _latest_of(model: type[TimelineEntry] | type[Interaction]) -> Subquery:
    rows = model.objects.filter(council_id=OuterRef("council_id"), case_id=OuterRef("pk"))
    return Subquery(rows.order_by("-happened_at").values("happened_at")[:1])
