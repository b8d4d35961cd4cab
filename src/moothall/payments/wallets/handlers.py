"""What wallets do once money for them is paid."""

from moothall.kernel.actors import system
from moothall.payments.events import LinePaid
from moothall.payments.wallets import actions
from moothall.payments.wallets.actions.topping_up import TOP_UP


def on_line_paid_top_up_wallet(event: LinePaid) -> None:
    """Book a paid top-up into its wallet."""
    if event.about_type == TOP_UP:
        actions.book_paid_top_up(
            actor=system("payments"),
            top_up_id=event.about_id,
            line_id=event.line_id,
            now=event.occurred_at,
        )
