"""What parking does once time is paid for by card."""

from moothall.kernel.actors import system
from moothall.payments.events import LinePaid
from moothall.verticals.parking import actions
from moothall.verticals.parking.actions.by_card import SESSION


def on_line_paid_start_session(event: LinePaid) -> None:
    """Start the session at the moment at which it was paid."""
    if event.about_type == SESSION:
        actions.start_paid(
            actor=system("parking"), session_id=event.about_id, paid_at=event.occurred_at
        )
