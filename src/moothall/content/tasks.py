"""What the website does on a schedule."""

from moothall.content import actions, scheduling
from moothall.councils.queries import all_council_ids
from moothall.kernel.clock import now
from moothall.kernel.tasks import periodic, task


@task(name="content.announce_site_change", queue="default")
def announce_site_change(*, council_id: int) -> None:
    """Tell that an alert began or ended."""
    actions.note_site_change(council_id=council_id, now=now())


@task(name="content.publish_scheduled", queue="default")
def publish_scheduled(*, council_id: int) -> None:
    """Publish and take down what one council's editors scheduled."""
    scheduling.publish_what_is_due()


@periodic(cron="* * * * *", name="content.publish_all_scheduled")
def publish_all_scheduled() -> None:
    """Leave each council's scheduled pages to a job in that council's scope."""
    publish_scheduled.defer_many({"council_id": council_id} for council_id in all_council_ids())
