"""A council's working time: how promises made in working hours become moments."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from moothall.councils.models import CalendarRevision, Council
from moothall.councils.queries import bank_holidays
from moothall.kernel.scope import acting_for, councils_in_force
from moothall.kernel.short_memory import remembered

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: No promise reaches further; past it the calendar has no open day at all.
LONGEST_SEARCH_DAYS = 3660

#: For so long another process may still work by the calendar before.
MEMORY_SECONDS = 60.0

Span = tuple[time, time]
SHUT: Span = (time(0), time(0))


class NeverOpen(ValueError):
    """A working week without a single open hour."""


@dataclass(frozen=True)
class WorkingCalendar:
    """
    Opening hours by weekday in a time zone, less the holidays, but for the days that differ.

    `days` are the council's own: open on a bank holiday, shut on a Monday, or open for longer.
    `services` are the weeks of the services that keep other hours. `number` is the revision that
    it comes from; 0 is the council's file.
    """

    week: Mapping[str, Span]
    holidays: frozenset[date]
    zone: ZoneInfo
    days: Mapping[date, Span] = field(default_factory=dict)
    services: Mapping[UUID, Mapping[str, Span]] = field(default_factory=dict)
    number: int = 0

    @staticmethod
    def for_council(council_id: int) -> "WorkingCalendar":
        """Return the council's calendar, with its own nation's bank holidays."""
        return _calendar_of(council_id)

    @staticmethod
    def for_service(council_id: int, service_id: UUID) -> "WorkingCalendar":
        """Return the calendar of one of the council's services: its own week, if it keeps one."""
        return _calendar_of(council_id).of_service(service_id)

    @staticmethod
    def by_law(council_id: int) -> "WorkingCalendar":
        """Return the calendar for what the law counts: no day of the council's own stops it."""
        return replace(_calendar_of(council_id), days={})

    def of_service(self, service_id: UUID) -> "WorkingCalendar":
        """Return the same calendar with the week of one service."""
        week = self.services.get(service_id)
        return self if week is None else replace(self, week=week)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the council is open at all on this day."""
        opens, closes = self._hours_on(day)
        return opens < closes

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

    def _hours_on(self, day: date) -> Span:
        """Return when it opens and closes on a day, both the same when it is shut."""
        if day in self.days:
            return self.days[day]
        return SHUT if day in self.holidays else self.week.get(WEEKDAYS[day.weekday()], SHUT)

    def _open_span(self, day: date) -> tuple[datetime, datetime]:
        """Return opening and closing in UTC (so that clock changes count), equal when shut."""
        opens, closes = self._hours_on(day)
        return (
            datetime.combine(day, opens, tzinfo=self.zone).astimezone(UTC),
            datetime.combine(day, closes, tzinfo=self.zone).astimezone(UTC),
        )


def calendar_from(
    *,
    nation: str,
    time_zone: str,
    week: Mapping[str, Any],
    services: Mapping[str, Mapping[str, Any]],
    days: list[dict[str, Any]],
    number: int,
) -> WorkingCalendar:
    """Return a calendar from what is stored of it."""
    return WorkingCalendar(
        week=spans(week),
        holidays=bank_holidays(nation),
        zone=ZoneInfo(time_zone),
        days={
            date.fromisoformat(one["on"]): span(one["hours"]) if one["hours"] else SHUT
            for one in days
        },
        services={UUID(service): spans(own) for service, own in services.items()},
        number=number,
    )


def calendar_of_revision(revision: CalendarRevision) -> WorkingCalendar:
    """Return the calendar as it was from one change to the next."""
    council = Council.objects.get(pk=revision.council_id)
    return calendar_from(
        nation=council.nation,
        time_zone=council.time_zone,
        week=revision.week,
        services=revision.services,
        days=revision.days,
        number=revision.number,
    )


def calendar_of_file(council_id: int) -> WorkingCalendar:
    """Return the calendar that a council had before it made one of its own."""
    council = Council.objects.get(pk=council_id)
    return calendar_from(
        nation=council.nation,
        time_zone=council.time_zone,
        week=council.working_week,
        services={},
        days=[],
        number=0,
    )


def spans(week: Mapping[str, Any]) -> dict[str, Span]:
    """Return opening and closing by weekday from what is stored."""
    return {day: span(hours) for day, hours in week.items()}


def span(hours: Any) -> Span:
    """Return opening and closing from what is stored."""
    opens, closes = hours
    return time.fromisoformat(opens), time.fromisoformat(closes)


@remembered(seconds=MEMORY_SECONDS)
def _calendar_of(council_id: int) -> WorkingCalendar:
    if council_id in councils_in_force():
        return _read(council_id)
    with acting_for(council_id):
        return _read(council_id)


def _read(council_id: int) -> WorkingCalendar:
    newest = (
        CalendarRevision.objects.filter(council_id=OuterRef("pk"))
        .order_by("-number")
        .values(plan=JSONObject(week="week", services="services", days="days", number="number"))
    )
    council = Council.objects.annotate(plan=Subquery(newest[:1])).get(pk=council_id)
    file = {"week": council.working_week, "services": {}, "days": [], "number": 0}
    plan: dict[str, Any] = council.plan or file
    return calendar_from(nation=council.nation, time_zone=council.time_zone, **plan)
