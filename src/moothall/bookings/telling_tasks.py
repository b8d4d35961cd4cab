"""What the schedule does so that people are reminded, and staff calendars agree."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="bookings.remind", attempts=3)
def remind(*, council_id: int) -> None:
    """Send one council's reminders whose moment has come."""
    from moothall.bookings.reminding import remind_due  # noqa: PLC0415 - loaded with the app

    remind_due(council_id=council_id, now=clock.now())


@periodic(cron="*/5 * * * *", name="bookings.remind_everywhere")
def remind_everywhere() -> None:
    """Leave each council's reminders to the workers."""
    with crossing_councils():
        councils = councils_in_force()
    for council_id in councils:
        remind.defer_unless_waiting({"council_id": council_id}, key=f"bookings.remind:{council_id}")


@task(name="bookings.bring_calendar", queue="deliveries", attempts=1)
def bring_calendar(*, council_id: int, resource_id: UUID) -> None:
    """Make a staff calendar and the diary agree; the schedule tries again what failed."""
    from moothall.bookings.calendars.bringing import bring  # noqa: PLC0415 - loaded with the app

    bring(resource_id=UUID(str(resource_id)), now=clock.now())


@periodic(cron="*/10 * * * *", name="bookings.bring_calendars")
def bring_calendars() -> None:
    """Leave a round with each staff calendar to the workers."""
    from moothall.bookings.models import StaffCalendar  # noqa: PLC0415 - loaded with the app

    with crossing_councils():
        rows = list(StaffCalendar.objects.values_list("council_id", "resource_id"))
        for council_id, resource_id in rows:
            bring_calendar_soon(council_id=council_id, resource_id=resource_id)


def bring_calendar_soon(*, council_id: int, resource_id: UUID) -> None:
    """Leave a round with a staff calendar to a worker, unless one is about to."""
    bring_calendar.defer_unless_waiting(
        {"council_id": council_id, "resource_id": resource_id},
        key=f"bookings.calendar:{resource_id}",
    )
