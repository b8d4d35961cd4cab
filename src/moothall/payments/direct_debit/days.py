"""
The scheme's working days: Monday to Friday less the bank holidays of England.

The clearing works by the banks of England wherever the payer or the council is, so a council in
Scotland keeps these days too, whatever its own calendar says.
"""

from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

#: A submission is handed in on the first day, processed on the second, and booked on the third.
DAYS_FROM_INPUT_TO_ENTRY = 2
#: A date that was told may be met up to so many working days late, never early.
DAYS_LATE_AT_MOST = 3
#: In so many working days after it was lodged an instruction may come back (AUDDIS).
DAYS_TO_REFUSE_MANDATE = 5
#: In so many working days after it was booked a debit may come back unpaid (ARUDD).
DAYS_TO_RETURN_DEBIT = 3
#: Within so many working days a council acts on what a bank tells of a mandate (ADDACS).
DAYS_TO_ACT = 3
#: So many working days after the claim an indemnified amount is taken from the council.
DAYS_UNTIL_INDEMNITY_IS_TAKEN = 14
DAYS_OF_NOTICE = 10
MONTHS_UNTIL_DORMANT = 13

LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Tell whether the clearing works on this day, as far ahead as holidays are published."""
    return day.weekday() < _SATURDAY and day not in _holidays()


def on_or_after(day: date) -> date:
    """Return the day itself if the clearing works on it, else the next one on which it does."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """Return the working day so many after (or, below nothing, before) a day, not counted."""
    step = timedelta(days=1 if count > 0 else -1)
    for _turn in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days come after the first day, up to and with the last."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that has none such."""
    years, month = divmod(day.month - 1 + months, 12)
    return _day_of(day.year + years, month + 1, day.day)


def next_on_day(after: date, day_of_month: int) -> date:
    """Return the first such day of a month that is after another day."""
    found = _day_of(after.year, after.month, day_of_month)
    if found > after:
        return found
    later = months_after(after.replace(day=1), 1)
    return _day_of(later.year, later.month, day_of_month)


def _day_of(year: int, month: int, day: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month, min(day, last))


@cache
def _holidays() -> frozenset[date]:
    """Return the published holidays that the package brings; nothing is asked of a network."""
    published = BankHolidays(use_cached_holidays=True)
    found = published.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(one["date"] for one in found)
