"""Entry points for the workers."""

from moothall.kernel import clock
from moothall.kernel.scope import councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="cases.recount_promises", queue="schedule", attempts=1)
def recount_promises(*, council_id: int) -> None:
    """Work out a council's promises anew; what fails is gone on with at the next round."""
    from moothall.cases.recounting.actions import recount  # noqa: PLC0415

    recount(council_id=council_id, now=clock.now())


@periodic(cron="* * * * *", name="cases.recount_after_changes")
def recount_after_changes() -> None:
    """Leave each council whose calendar changed to a job of its own, unless one still waits."""
    from moothall.cases.recounting.queries import councils_to_recount  # noqa: PLC0415

    with crossing_councils():
        changed = councils_to_recount(councils_in_force(), now=clock.now())
    for council_id in changed:
        recount_promises.defer_unless_waiting(
            {"council_id": council_id}, key=f"recount:{council_id}"
        )
