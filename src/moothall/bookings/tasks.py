"""What the schedule does about bookings."""

from moothall.bookings import actions
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tasks import periodic


@periodic(cron="* * * * *", name="bookings.expire_holds")
def expire_holds() -> None:
    """Let holds that have run out go, so that lists show their times; nobody waits for this."""
    with crossing_councils():
        actions.expire_holds(actor=system("bookings"), now=clock.now())


@periodic(cron="40 3 * * *", name="bookings.forget_old_bookings")
def forget_old_bookings() -> None:
    """Take the people off bookings that were over long enough ago, council by council."""
    for council in all_councils():
        with acting_for(council.id):
            while actions.forget_old_bookings(now=clock.now()):
                continue
