"""Weeks and months, as figures are counted by."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Func
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class By(StrEnum):
    """By what stretches figures are counted."""

    MONTH = "month"
    WEEK = "week"


_TRUNCATED: dict[By, type[TruncMonth] | type[TruncWeek]] = {
    By.MONTH: TruncMonth,
    By.WEEK: TruncWeek,
}


class Days:
    """The days that figures are about, both included, and how they are cut."""

    FARTHEST: ClassVar[timedelta] = timedelta(days=366 * 2)

    def __init__(self, first: date, last: date, by: By) -> None:
        self.last = last
        self.first = max(min(first, last), last - self.FARTHEST)
        self.by = by

    def begin_of(self, day: date) -> date:
        """Return the first day of the period in which a day is."""
        if self.by is By.MONTH:
            return day.replace(day=1)
        return day - timedelta(days=day.weekday())

    def periods(self) -> list[tuple[date, date, date]]:
        """Return of each period its begin, and the first and last of its days that count."""
        return list(self._cut())

    def _cut(self) -> Iterator[tuple[date, date, date]]:
        day = self.first
        while day <= self.last:
            begin = self.begin_of(day)
            after = self.begin_of(begin + timedelta(days=32 if self.by is By.MONTH else 7))
            yield begin, day, min(after - timedelta(days=1), self.last)
            day = after

    def of_field(self, field: str, zone: ZoneInfo | None = None) -> Func:
        """Return a field of a day, or of a moment by a zone's clock, as the begin of its period."""
        return _TRUNCATED[self.by](field, tzinfo=zone)


def period_words(begin: date, by: By) -> str:
    """Return what a period is called."""
    if by is By.MONTH:
        return date_format(begin, "F Y")
    return _("Week of %(day)s") % {"day": date_format(begin, "j F Y")}


def day_of(value: date | datetime) -> date:
    """Return the day of what the database calls the begin of a period."""
    return value.date() if isinstance(value, datetime) else value
