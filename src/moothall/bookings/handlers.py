"""What bookings do when something happens below them."""

from moothall.bookings import actions
from moothall.bookings.paid_things import BOOKING, DEPOSIT, MOVE
from moothall.kernel import clock
from moothall.payments.events import LinePaid


def on_line_paid_confirm_booking(event: LinePaid) -> None:
    """Promise the time whose price is paid, or move it there; told again, nothing changes."""
    if event.about_type in {BOOKING, DEPOSIT}:
        actions.mark_paid(
            booking_id=event.about_id,
            line_id=event.line_id,
            about_type=event.about_type,
            now=clock.now(),
        )
    elif event.about_type == MOVE:
        actions.finish_move(hold_id=event.about_id, line_id=event.line_id, now=clock.now())
