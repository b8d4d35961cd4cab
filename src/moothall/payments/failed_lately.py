"""Payments of somebody that came to nothing just now: why they may ring."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.payments.models import Payment
from moothall.payments.workflow import FAILURES, PaymentState


@dataclass(frozen=True)
class FailedPayment:
    """A payment that failed, and for which none has come since."""

    id: UUID
    description: str
    amount_pence: int
    at: datetime


def failed_lately(person_id: UUID, *, since: datetime) -> FailedPayment | None:
    """Return the person's last payment since then, if it failed; one query."""
    paid = Payment.objects.filter(person_id=person_id, created_at__gte=since)
    last = paid.order_by("-created_at").first()
    if last is None or PaymentState(last.state) not in FAILURES:
        return None
    return FailedPayment(last.pk, last.description, last.amount_pence, last.created_at)
