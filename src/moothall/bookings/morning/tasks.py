"""What the schedule does about the lists of the morning."""

from datetime import date
from zoneinfo import ZoneInfo

from moothall.bookings.morning import actions, queries
from moothall.bookings.slots.local_time import local_of
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic, task


@task(name="bookings.make_day_lists", attempts=6)
def make(*, council_id: int, on: str) -> None:
    """Make a council's lists of a day, and from six on tell whoever chose to hear of them."""
    day, now = date.fromisoformat(on), clock.now()
    actions.make_lists(council_id=council_id, on=day, now=now)
    if now >= queries.six_on(council_id, day):
        actions.tell_readers(council_id=council_id, on=day, now=now)


@periodic(cron="*/5 * * * *", name="bookings.make_day_lists_at_six")
def make_at_six() -> None:
    """Leave the lists of each council where it is six by its own clock to the workers."""
    now = clock.now()
    for council in all_councils():
        with acting_for(council.id):
            day = queries.is_due(council.id, now=now)
            if day is not None:
                make.defer_unless_waiting(
                    {"council_id": council.id, "on": day.isoformat()},
                    key=f"bookings.make_day_lists:{council.id}",
                )


@periodic(cron="50 3 * * *", name="bookings.forget_day_lists")
def forget() -> None:
    """Forget the lists of days long over."""
    now = clock.now()
    for council in all_councils():
        with acting_for(council.id):
            today, _ = local_of(now, ZoneInfo(council.time_zone))
            actions.forget_lists(today=today)
