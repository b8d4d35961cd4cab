"""What the schedule does about accounts."""

from moothall.kernel import clock
from moothall.kernel.tasks import periodic
from moothall.people.actions import carry_out_recoveries


@periodic(cron="*/10 * * * *", name="people.carry_out_recoveries")
def carry_out_due_recoveries() -> None:
    """Take second factors off the accounts whose wait is over."""
    carry_out_recoveries(now=clock.now())
