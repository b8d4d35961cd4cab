"""What the schedule does for forms."""

from moothall.eforms import actions
from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic


@periodic(cron="20 3 * * *", name="eforms.delete_expired_drafts")
def delete_expired_drafts() -> None:
    """Delete drafts that nobody came back to, five hundred at a time."""
    with crossing_councils():
        while actions.delete_expired_drafts(now=clock.now()):
            continue
