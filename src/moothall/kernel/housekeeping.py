"""What the schedule clears away each night, so that no table grows for ever."""

from asgiref.sync import async_to_sync
from django.core.management import call_command

from moothall.kernel import clock
from moothall.kernel.cache_of_last_resort import forget_what_is_over
from moothall.kernel.rate_limits import forget_old_counts
from moothall.kernel.tasks import jobs_of_this_transaction, periodic

#: Long enough to look into what happened; the schedule alone leaves tens of thousands a day.
DAYS_OF_FINISHED_JOBS = 7


@periodic(cron="40 3 * * *", name="kernel.keep_house")
def keep_house() -> None:
    """
    Delete what nobody asks for any more: what succeeded, what ended, old counts.

    Jobs that failed stay until a person has looked at them.
    """
    forget_old_counts(now=clock.now())
    forget_what_is_over()
    call_command("clearsessions")
    forget_finished_jobs(days=DAYS_OF_FINISHED_JOBS)


def forget_finished_jobs(*, days: int) -> None:
    """Delete the jobs that succeeded more than so many days ago."""
    async_to_sync(jobs_of_this_transaction.delete_old_jobs)(nb_hours=days * 24)
