"""What workers and the schedule do about parking."""

from moothall.kernel import clock
from moothall.kernel.scope import councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="parking.remind", queue="deliveries", attempts=3)
def remind(*, council_id: int) -> None:
    """Tell people of one council that their time ends soon."""
    from moothall.verticals.parking.actions import remind_of_end  # noqa: PLC0415

    while remind_of_end(council_id=council_id, now=clock.now()):
        continue


@periodic(cron="* * * * *", name="parking.remind_all")
def remind_all() -> None:
    """Have everybody told whose time ends soon, every minute; councils without any are left out."""
    from moothall.verticals.parking.models import ParkingRules  # noqa: PLC0415

    with crossing_councils():
        councils = list(ParkingRules.objects.values_list("council_id", flat=True))
        for council_id in councils:
            remind.defer_unless_waiting(
                {"council_id": council_id}, key=f"parking.remind:{council_id}"
            )


@task(name="parking.forget", attempts=3)
def forget(*, council_id: int) -> None:
    """Forget old sessions and checks of one council."""
    from moothall.verticals.parking.actions import forget_old_parking  # noqa: PLC0415

    while forget_old_parking(now=clock.now()):
        continue


@periodic(cron="50 3 * * *", name="parking.forget_all")
def forget_all() -> None:
    """Leave forgetting to the workers, council by council, every night."""
    with crossing_councils():
        councils = councils_in_force()
    forget.defer_many([{"council_id": council_id} for council_id in councils])
