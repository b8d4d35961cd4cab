"""Scheduled work on who is there."""

from moothall.cases.presence import actions
from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic


@periodic(cron="23 * * * *", name="cases.forget_absent")
def forget_absent() -> None:
    """Delete, every hour, who has long gone."""
    with crossing_councils():
        actions.forget_absent(now=clock.now())
