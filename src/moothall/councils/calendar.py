"""A council's working time: how promises made in working hours become moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from moothall.councils.models import Council
from moothall.councils.queries import bank_holidays
from moothall.kernel.short_memory import remembered

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: No promise reaches further; past it the calendar has no open day at all.
LONGEST_SEARCH_DAYS = 3660


class NeverOpen(ValueError):
    """A working week without a single open hour."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Opening hours by weekday in a time zone, less the holidays."""

    week: Mapping[str, tuple[time, time]]
    holidays: frozenset[date]
    zone: ZoneInfo

    @staticmethod
    def for_council(council_id: int) -> "WorkingCalendar":
        """Return the council's calendar, with its own nation's bank holidays."""
        return _calendar_of(council_id)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the council is open at all on this day."""
        return WEEKDAYS[day.weekday()] in self.week and day not in self.holidays

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """
        Return the moment (UTC) by which so many working hours will have passed since `start`.

        :raises NeverOpen: if the week has no open hour
        """
        remaining = timedelta(hours=hours)
        moment = start.astimezone(self.zone)
        day = moment.date()
        for _ in range(LONGEST_SEARCH_DAYS):
            opens, closes = self._open_span(day)
            begins = max(opens, moment.astimezone(UTC))
            if closes - begins >= remaining and closes > begins:
                return begins + remaining
            remaining -= max(closes - begins, timedelta(0))
            day += timedelta(days=1)
        raise NeverOpen("This council has no working hours.")

    def hours_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments; none if they are reversed."""
        total = timedelta(0)
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            opens, closes = self._open_span(day)
            total += max(min(closes, end) - max(opens, start), timedelta(0))
            day += timedelta(days=1)
        return total

    def add_working_days(self, start: date, days: int) -> date:
        """
        Return the day that is so many working days after `start`, which itself is not counted.

        :raises NeverOpen: if the week has no open day
        """
        day = start
        for _ in range(LONGEST_SEARCH_DAYS):
            if days <= 0:
                return day
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        raise NeverOpen("This council has no working days.")

    def end_after(self, start: datetime, days: int) -> datetime:
        """
        Return when the day ends that is so many working days after a moment's own day.

        :raises NeverOpen: if the week has no open day
        """
        day = self.add_working_days(start.astimezone(self.zone).date(), days)
        return self._open_span(day)[1]

    def _open_span(self, day: date) -> tuple[datetime, datetime]:
        """Return opening and closing in UTC (so that clock changes count), equal when shut."""
        opens, closes = self.week.get(WEEKDAYS[day.weekday()], (time(0), time(0)))
        if day in self.holidays:
            closes = opens
        return (
            datetime.combine(day, opens, tzinfo=self.zone).astimezone(UTC),
            datetime.combine(day, closes, tzinfo=self.zone).astimezone(UTC),
        )


@remembered(seconds=60.0)
def _calendar_of(council_id: int) -> WorkingCalendar:
    council = Council.objects.get(pk=council_id)
    return WorkingCalendar(
        week={
            day: (time.fromisoformat(opens), time.fromisoformat(closes))
            for day, (opens, closes) in council.working_week.items()
        },
        holidays=bank_holidays(council.nation),
        zone=ZoneInfo(council.time_zone),
    )
