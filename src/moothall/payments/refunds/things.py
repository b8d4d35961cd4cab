"""
What was paid for things of the apps above, what can still be given back of it, and how that stands.

A thing is called as in baskets: by its kind (`about_type`) and its id. One booking may be several
things, such as a fee and a deposit, which were paid at several times.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from moothall.payments.models import PaymentLine
from moothall.payments.refunds.holding import left_of
from moothall.payments.refunds.models import Refund, RefundLine
from moothall.payments.refunds.queries import PAYER_SEES
from moothall.payments.refunds.workflow import RefundState
from moothall.payments.workflow import PaymentState

Things = Mapping[str, Collection[UUID]]


@dataclass(frozen=True, kw_only=True)
class PaidThing:
    """A line of a payment that paid for a thing; what is left of it can still be given back."""

    line_id: UUID
    payment_id: UUID
    payment_reference: str
    about_type: str
    about_id: UUID
    amount_pence: int
    left_pence: int


@dataclass(frozen=True, kw_only=True)
class ThingRefund:
    """What one refund gives back of one thing."""

    refund_id: UUID
    payment_reference: str
    about_type: str
    about_id: UUID
    amount_pence: int
    state: str
    requested_at: datetime
    finished_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Tell whether the money was given back."""
        return self.state == RefundState.DONE

    @property
    def is_for_payer(self) -> bool:
        """Tell whether it is agreed, so that its payer is told of it."""
        return self.state in PAYER_SEES

    @property
    def state_words(self) -> str:
        """Return its state in words, for staff."""
        return str(RefundState(self.state).label)


def paid_things(things: Things) -> list[PaidThing]:
    """Return the lines by which things were paid for, the oldest payment first; one query."""
    lines = PaymentLine.objects.filter(
        _about(things), payment__state=PaymentState.PAID, payment__is_surplus=False
    ).select_related("payment")
    return [
        PaidThing(
            line_id=line.pk,
            payment_id=line.payment_id,
            payment_reference=line.payment.reference,
            about_type=line.about_type,
            about_id=line.about_id,
            amount_pence=line.amount_pence,
            left_pence=left_of(line),
        )
        for line in lines.order_by("payment__paid_at", "payment_id", "position")
    ]


def refunds_of_things(things: Things) -> list[ThingRefund]:
    """Return what was, or is to be, given back of things, the oldest first; one query."""
    about = _about(things, prefix="payment_line__")
    rows = RefundLine.objects.filter(about).select_related("refund__payment", "payment_line")
    return [
        ThingRefund(
            refund_id=row.refund_id,
            payment_reference=row.refund.payment.reference,
            about_type=row.payment_line.about_type,
            about_id=row.payment_line.about_id,
            amount_pence=row.amount_pence,
            state=row.refund.state,
            requested_at=row.refund.requested_at,
            finished_at=row.refund.finished_at,
        )
        for row in rows.order_by("refund__requested_at", "refund__number", "pk")
    ]


def was_asked_for(dedupe_keys: Collection[str]) -> bool:
    """Tell whether a refund was asked for under one of these keys already; one query."""
    return Refund.objects.filter(dedupe_key__in=[key for key in dedupe_keys if key]).exists()


def _about(things: Things, prefix: str = "") -> Q:
    found = Q(pk__in=[])
    for kind, ids in things.items():
        found |= Q(**{f"{prefix}about_type": kind, f"{prefix}about_id__in": list(ids)})
    return found
