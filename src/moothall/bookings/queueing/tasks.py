"""What the schedule does about check-in and the queue."""

from moothall.bookings.actions import settle_attendance
from moothall.bookings.queueing.clearing import bookings_to_settle, forget_queues_of_days_past
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic


@periodic(cron="*/5 * * * *", name="bookings.settle_attendance")
def settle_bookings() -> None:
    """Write down who came and who did not, once their time is over."""
    for council in all_councils():
        with acting_for(council.id):
            for booking_id in bookings_to_settle(now=clock.now()):
                settle_attendance(actor=system("bookings"), booking_id=booking_id, now=clock.now())


@periodic(cron="20 3 * * *", name="bookings.forget_queues")
def forget_queues() -> None:
    """Forget whose the tickets of days past were."""
    for council in all_councils():
        with acting_for(council.id):
            forget_queues_of_days_past(now=clock.now())
