"""What the queue does when a booking is called off or moved: nobody waits for it any more."""

from moothall.bookings.events import BookingCancelled, BookingMoved
from moothall.bookings.queueing.actions import leave_queue_of_booking
from moothall.kernel import clock


def on_booking_cancelled_leave_queue(event: BookingCancelled) -> None:
    """Take the ticket of a booking that was called off out of the queue."""
    leave_queue_of_booking(
        booking_id=event.booking_id, taken_before=event.occurred_at, now=clock.now()
    )


def on_booking_moved_leave_queue(event: BookingMoved) -> None:
    """Take the ticket of the old time out; one that was taken after the move stays."""
    leave_queue_of_booking(
        booking_id=event.booking_id, taken_before=event.occurred_at, now=clock.now()
    )
