"""When somebody comes of age: until then a parent may act for them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

COMES_OF_AGE = 18
_LEAP_DAY = (2, 29)


def day_of_age(born_on: date) -> date:
    """Return the eighteenth birthday; of those born on 29 February the first of March."""
    year = born_on.year + COMES_OF_AGE
    if (born_on.month, born_on.day) == _LEAP_DAY:
        return date(year, 3, 1)  # eighteen years later is never a leap year
    return born_on.replace(year=year)


def moment_of_age(born_on: date, *, time_zone: str) -> datetime:
    """Return the first moment of that day where the council is."""
    return datetime.combine(day_of_age(born_on), time.min, tzinfo=ZoneInfo(time_zone))
