"""What workers do for schools; jobs are deferred by actions, and by the clock."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="schools.give_back_places", queue="default", attempts=12)
def give_back_places(*, council_id: int, activity_id: UUID) -> None:
    """Tell those who joined a trip that was cancelled, and give back what they paid."""
    from moothall.verticals.schools import actions  # noqa: PLC0415 - they defer us

    actions.give_back_places(activity_id=UUID(str(activity_id)), now=clock.now())


@task(name="schools.pass_day", queue="default", attempts=6)
def pass_day(*, council_id: int) -> None:
    """Remind of what is due for trips, and empty the records of pupils who left long ago."""
    from moothall.verticals.schools import actions  # noqa: PLC0415 - as above

    now = clock.now()
    while actions.remind_of_parts(council_id=council_id, now=now):
        continue
    while actions.empty_pupils(council_id=council_id, now=now):
        continue


@periodic(cron="40 8 * * *", name="schools.pass_days")
def pass_days() -> None:
    """Bring every council's schools up to today; at an hour at which people may be written to."""
    from moothall.verticals.schools.queries import councils_with_schools  # noqa: PLC0415

    with crossing_councils():
        councils = councils_with_schools()
    pass_day.defer_many({"council_id": one} for one in councils)
