"""What forms do when something happens below them."""

from moothall.eforms.actions.paying import hand_in_paid
from moothall.eforms.fees import ABOUT
from moothall.payments.events import LinePaid


def on_line_paid_hand_in(event: LinePaid) -> None:
    """Hand in the form whose fee is paid, whether its payer came back or not."""
    if event.about_type == ABOUT:
        hand_in_paid(draft_id=event.about_id, now=event.occurred_at)
