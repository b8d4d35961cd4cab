"""
What a stay costs: pure sums over the minutes that the clock on the wall shows.

A tariff charges in windows of local time on days of the week. A minute is charged if the council's
clock shows a time within a window when it begins: in the night in spring in which an hour is left
out it is not charged, in the one in autumn in which an hour comes twice it is charged twice. The
minutes of one window on one local day are priced together, and a day costs at most its maximum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from moothall.verticals.parking.errors import StayTooLong

MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60
#: Nobody buys more at once where a place itself has no longest stay.
MOST_MINUTES = 7 * DAY_MINUTES
SUNDAY = 6


@dataclass(frozen=True)
class Band:
    """A price for a stay up to so many charged minutes; without them for any length."""

    pence: int
    up_to_minutes: int | None = None


@dataclass(frozen=True)
class Bands:
    """Prices by length, the shortest first."""

    bands: tuple[Band, ...]

    def cost(self, minutes: int) -> int:
        """Return the price of the first band that holds so many minutes, or else of the last."""
        for band in self.bands:
            if band.up_to_minutes is None or minutes <= band.up_to_minutes:
                return band.pence
        return self.bands[-1].pence


@dataclass(frozen=True)
class Steps:
    """So many pence for each so many minutes begun."""

    minutes: int
    pence: int

    def cost(self, minutes: int) -> int:
        """Return the price of the steps begun."""
        return -(-minutes // self.minutes) * self.pence


@dataclass(frozen=True, kw_only=True)
class Window:
    """When something is charged: days (Monday is 0) and minutes of the local day, and for what."""

    days: frozenset[int]
    begins: int
    ends: int
    price: Bands | Steps


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """
    What a place charges.

    `bank_holidays` are "charged" as their day of the week, "free", or as a "sunday". `free_minutes`
    are the first charged minutes of a vehicle's first stay on a day.
    """

    windows: tuple[Window, ...]
    free_minutes: int = 0
    max_stay_minutes: int | None = None
    no_return_minutes: int = 0
    day_max_pence: int | None = None
    gives_back_unused: bool = False
    bank_holidays: str = "charged"


@dataclass(frozen=True)
class Calendar:
    """The council's clock and the days that are not like others."""

    zone: ZoneInfo
    holidays: frozenset[date]


@dataclass(frozen=True)
class Priced:
    """What a stay costs, and how many of its minutes are charged for, free ones included."""

    pence: int
    charged_minutes: int


def whole_minute(moment: datetime) -> datetime:
    """Return the minute in which a moment lies: sessions begin with it."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def price(
    tariff: Tariff, begins: datetime, ends: datetime, *, calendar: Calendar, free_minutes: int
) -> Priced:
    """
    Return what a stay costs whose first so many charged minutes are free.

    Both moments are whole minutes.

    :raises StayTooLong: if more minutes would be charged than a stay may have
    """
    charged = 0
    counted: dict[tuple[date, int], int] = {}
    for day, number, minutes in _charged(tariff, begins, ends, calendar):
        free_here = min(minutes, max(0, free_minutes - charged))
        charged += minutes
        counted[day, number] = counted.get((day, number), 0) + minutes - free_here
    if tariff.max_stay_minutes is not None and charged > tariff.max_stay_minutes:
        raise StayTooLong(tariff.max_stay_minutes)
    by_day: dict[date, int] = {}
    for (day, number), minutes in counted.items():
        if minutes:
            by_day[day] = by_day.get(day, 0) + tariff.windows[number].price.cost(minutes)
    most = tariff.day_max_pence
    total = sum(pence if most is None else min(pence, most) for pence in by_day.values())
    return Priced(total, charged)


def is_charging(tariff: Tariff, at: datetime, *, calendar: Calendar) -> bool:
    """Tell whether anybody who stands here at a moment has to have paid."""
    begins = whole_minute(at)
    return any(True for _ in _charged(tariff, begins, begins + MINUTE, calendar))


def _charged(
    tariff: Tariff, begins: datetime, ends: datetime, calendar: Calendar
) -> Iterator[tuple[date, int, int]]:
    """Yield the charged minutes in order of time: the local day, the window's number, how many."""
    for first, last in _local_spans(begins, ends, calendar.zone):
        day = first.date()
        while datetime(day.year, day.month, day.day) < last:  # noqa: DTZ001 - local on purpose
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
            for number, window in _windows_on(tariff, day, calendar.holidays):
                start = max(first, midnight + window.begins * MINUTE)
                end = min(last, midnight + window.ends * MINUTE)
                if start < end:
                    yield day, number, (end - start) // MINUTE
            day += _DAY


def _windows_on(
    tariff: Tariff, day: date, holidays: frozenset[date]
) -> Sequence[tuple[int, Window]]:
    weekday = day.weekday()
    if day in holidays and tariff.bank_holidays != "charged":
        if tariff.bank_holidays == "free":
            return ()
        weekday = SUNDAY
    return [(i, one) for i, one in enumerate(tariff.windows) if weekday in one.days]


def _local_spans(
    begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """
    Yield the stay in local time without a zone, cut wherever the clock is put forward or back.

    Clocks are changed at a whole hour UTC, here as nearly everywhere.
    """
    start, at = begins.astimezone(UTC), begins.astimezone(UTC)
    end = ends.astimezone(UTC)
    offset = _offset(at, zone)
    while at < end:
        at = min(at.replace(minute=0) + _HOUR, end)
        if at < end and _offset(at, zone) != offset:
            yield _local(start, offset), _local(at, offset)
            start, offset = at, _offset(at, zone)
    if start < end:
        yield _local(start, offset), _local(end, offset)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _local(moment: datetime, offset: timedelta) -> datetime:
    return (moment + offset).replace(tzinfo=None)
