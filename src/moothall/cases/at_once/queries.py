"""What is known of bulk acts."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from moothall.cases.at_once.models import BulkAct, BulkItem, BulkState, ItemState
from moothall.cases.at_once.rows import BulkRow, ItemRow
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.refusals import Refusal
from moothall.kernel.errors import NotFound

LISTED = 50


def bulk_act(bulk_id: UUID) -> BulkRow:
    """
    Return a bulk act with how far it is; one query.

    :raises NotFound: if the councils in force have none of this id
    """
    found = _counted(BulkAct.objects.filter(pk=bulk_id)).first()
    if found is None:
        raise NotFound("There is no such bulk act.")
    return _row(found)


def bulk_acts(council_ids: Sequence[int], *, limit: int = LISTED) -> list[BulkRow]:
    """Return the newest bulk acts of these councils that were begun; one query for each council."""
    found = [
        _row(one)
        for council_id in council_ids
        for one in _counted(
            BulkAct.objects.filter(council_id=council_id).exclude(state=BulkState.DRAFTED)
        ).order_by("-made_at")[:limit]
    ]
    return sorted(found, key=lambda one: one.made_at, reverse=True)[:limit]


def items_of(bulk_id: UUID) -> list[ItemRow]:
    """Return the cases of a bulk act in their order; one query."""
    found = (
        BulkItem.objects.filter(bulk_act_id=bulk_id)
        .select_related("case__service_type")
        .order_by("position")
    )
    return [
        ItemRow(
            case_id=item.case_id,
            reference=str(item.case.reference),
            service_name=item.case.service_type.name,
            seen=item.seen,
            state=ItemState(item.state),
            refusal=Refusal(item.refusal) if item.refusal else None,
        )
        for item in found
    ]


def _counted(acts: QuerySet[BulkAct]) -> QuerySet[BulkAct]:
    return acts.annotate(
        count=Count("items"),
        done=Count("items", filter=Q(items__state=ItemState.DONE)),
        refused=Count("items", filter=Q(items__state=ItemState.REFUSED)),
    )


def _row(act: BulkAct) -> BulkRow:
    return BulkRow(
        id=act.pk,
        council_id=act.council_id,
        deed=Deed.from_json(act.deed),
        state=BulkState(act.state),
        made_by_identifier=act.made_by_identifier,
        made_by=act.made_by_name,
        made_at=act.made_at,
        ended_at=act.ended_at,
        count=act.count,  # type: ignore[attr-defined]
        done=act.done,  # type: ignore[attr-defined]
        refused=act.refused,  # type: ignore[attr-defined]
    )
