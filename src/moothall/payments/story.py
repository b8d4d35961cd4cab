"""What a person paid or tried to, for the story on their page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.payments.models import Payment


@dataclass(frozen=True)
class PaidRow:
    """A payment of somebody."""

    id: UUID
    at: datetime
    reference: str
    description: str
    pence: int
    state: str


def paid_by(person_id: UUID, *, council_id: int, before: datetime, limit: int) -> list[PaidRow]:
    """Return what a person paid and tried to, newest first; one query."""
    rows = Payment.objects.filter(council_id=council_id, person_id=person_id, created_at__lt=before)
    return [
        PaidRow(one.pk, one.created_at, one.reference, one.description, one.amount_pence, one.state)
        for one in rows.order_by("-created_at", "-id")[:limit]
    ]
