"""
The one place where the local clock becomes moments.

A clock that goes forward skips an hour, and one that goes back has an hour twice. Python and
PostgreSQL answer differently which moment such a time means, so nobody is asked: a time to begin
that does not exist, or exists twice, is refused, and hours of opening shrink to what is certain.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from moothall.bookings.errors import NoSuchTime

MINUTES_A_DAY = 24 * 60


def moment_of(day: date, local: time, zone: ZoneInfo) -> datetime:
    """
    Return the moment (UTC) that this time of the local clock means.

    :raises NoSuchTime: if it does not exist on this day, or exists twice
    """
    earlier, later = _both(day, local, zone)
    if earlier != later:
        raise NoSuchTime(f"{local:%H:%M} is no one moment on {day.isoformat()}.")
    return earlier


def opening(day: date, local: time, zone: ZoneInfo) -> datetime:
    """Return the moment from which it is certainly this time or later."""
    return max(_both(day, local, zone))


def closing(day: date, local: time, zone: ZoneInfo) -> datetime:
    """Return the moment until which it is certainly not later than this time."""
    return min(_both(day, local, zone))


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day, whatever the clock does at its midnight."""
    return min(_both(day, time(0), zone))


def local_of(moment: datetime, zone: ZoneInfo) -> tuple[date, time]:
    """Return the date and time that the local clock shows at a moment."""
    local = moment.astimezone(zone)
    return local.date(), local.time()


def minute_of(local: time) -> int:
    """Return how many minutes after midnight a time is."""
    return local.hour * 60 + local.minute


def time_of(minute: int) -> time:
    """Return the time so many minutes after midnight."""
    return time(*divmod(minute, 60))


def is_even_day(day: date, zone: ZoneInfo) -> bool:
    """Tell whether the clock runs through this day without a change."""
    starts = datetime.combine(day, time(0), tzinfo=zone)
    ends = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)
    return ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(days=1)


def _both(day: date, local: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return both answers to which moment is meant, the same but for two hours a year."""
    said = datetime.combine(day, local.replace(fold=0), tzinfo=zone)
    return said.astimezone(UTC), said.replace(fold=1).astimezone(UTC)
