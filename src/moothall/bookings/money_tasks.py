"""What the schedule does about the money of bookings."""

from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic


@periodic(cron="20 6 * * *", name="bookings.return_deposits")
def return_deposits() -> None:
    """Give back deposits of which nobody has kept anything when their days are over."""
    from moothall.bookings import actions  # noqa: PLC0415 - loaded with the app

    for council in all_councils():
        with acting_for(council.id):
            while actions.return_due_deposits(actor=system("bookings"), now=clock.now()):
                continue
