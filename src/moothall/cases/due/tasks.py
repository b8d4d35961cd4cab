"""Entry points for the workers."""

from moothall.kernel import clock
from moothall.kernel.scope import councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="cases.tell_of_promises", queue="schedule", attempts=1)
def tell_of_promises(*, council_id: int) -> None:
    """Tell a council's staff of its promises; what fails is asked again at the next round."""
    from moothall.cases.due.actions import tell_of_promises as tell  # noqa: PLC0415

    tell(council_id=council_id, now=clock.now())


@periodic(cron="*/5 * * * *", name="cases.tell_every_council_of_promises")
def tell_every_council() -> None:
    """Leave each council that has a rule to a job of its own, unless one still waits."""
    from moothall.cases.due.models import DueRule  # noqa: PLC0415

    with crossing_councils():
        councils = councils_in_force()
        with_rules = set(
            DueRule.objects.filter(council_id__in=councils).values_list("council_id", flat=True)
        )
    for council_id in sorted(with_rules):
        tell_of_promises.defer_unless_waiting({"council_id": council_id}, key=f"due:{council_id}")
