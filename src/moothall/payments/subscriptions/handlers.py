"""What subscriptions do when something happens to payments."""

from moothall.payments.events import LinePaid, PaymentEnded
from moothall.payments.subscriptions.actions import charge_paid, payment_ended
from moothall.payments.subscriptions.holding import ABOUT


def on_line_paid_settle_charge(event: LinePaid) -> None:
    """Let what was paid for take force."""
    if event.about_type == ABOUT:
        charge_paid(charge_id=event.about_id, payment_id=event.payment_id, now=event.occurred_at)


def on_payment_ended_plan_next_try(event: PaymentEnded) -> None:
    """Plan the next try of a kept card that could not be charged."""
    payment_ended(payment_id=event.payment_id, now=event.occurred_at)
