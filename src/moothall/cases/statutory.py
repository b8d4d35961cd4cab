"""By when the law asks for an answer about somebody's data: one month (UK GDPR art 12(3))."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from moothall.councils.calendar import LONGEST_SEARCH_DAYS, NeverOpen, WorkingCalendar

MONTHS_IN_A_YEAR = 12


def due_in_a_month(received: datetime, calendar: WorkingCalendar) -> datetime:
    """
    Return the end of the day by which the council must have answered.

    It is the day of the same number in the next month, or that month's last; where the council is
    closed on that day, it is the next on which it is open.

    :raises NeverOpen: if the week has no open day
    """
    day = same_day_next_month(received.astimezone(calendar.zone).date())
    for _ in range(LONGEST_SEARCH_DAYS):
        if calendar.is_working_day(day):
            end = datetime.combine(day, time(23, 59), tzinfo=calendar.zone)
            return end.astimezone(UTC)
        day += timedelta(days=1)
    raise NeverOpen("This council has no working days.")


def same_day_next_month(day: date) -> date:
    """Return the day of the same number in the next month, or that month's last."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month, MONTHS_IN_A_YEAR)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
