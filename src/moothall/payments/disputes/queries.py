"""Disputes as finance sees them."""

from django.db.models import F

from moothall.payments.disputes.models import OVER, Dispute


def open_disputes(council_id: int) -> list[Dispute]:
    """Return what is not decided yet, what is due first before the rest."""
    rows = Dispute.objects.filter(council_id=council_id).exclude(state__in=OVER)
    return list(
        rows.select_related("payment").order_by(F("respond_by").asc(nulls_last=True), "raised_at")
    )


def decided_disputes(council_id: int, *, limit: int) -> list[Dispute]:
    """Return what was decided, newest first."""
    rows = Dispute.objects.filter(council_id=council_id, state__in=OVER)
    return list(rows.select_related("payment").order_by("-decided_at", "-pk")[:limit])


def disputes_waiting(council_id: int) -> int:
    """Count those that are not decided yet."""
    return Dispute.objects.filter(council_id=council_id).exclude(state__in=OVER).count()
