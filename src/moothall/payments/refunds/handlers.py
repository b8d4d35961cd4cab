"""What refunds do when something happens to payments."""

from moothall.payments.events import SurplusPaid
from moothall.payments.refunds.actions import refund_surplus


def on_surplus_paid_give_back(event: SurplusPaid) -> None:
    """Give back what was paid twice or for what had run out."""
    refund_surplus(payment_id=event.payment_id, now=event.occurred_at)
