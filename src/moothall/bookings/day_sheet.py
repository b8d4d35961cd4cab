"""A day or a week as a table: rows are times of the local clock, columns resources or days."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.bookings.rows import DiaryEntry
from moothall.bookings.slots.local_time import local_of, minute_of, time_of

ROW_MINUTES = 30
#: What is shown of a day on which nothing begins earlier or ends later.
_USUAL = (time(9), time(17))
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Column:
    """
    One column: its key, what its head says, and the day that a booking dropped here goes to.

    Where it is a resource's, that resource takes what is dropped.
    """

    key: str
    title: str
    day: date
    resource_id: UUID | None = None


@dataclass(frozen=True)
class Shown:
    """An entry with the local times at which it begins and ends."""

    entry: DiaryEntry
    starts: time
    ends: time


@dataclass(frozen=True)
class Cell:
    """What begins in a row of a column, and what has begun before and goes on."""

    column: Column
    begins: tuple[Shown, ...]
    goes_on: tuple[Shown, ...]


@dataclass(frozen=True)
class SheetRow:
    """One row of the table."""

    at: time
    cells: tuple[Cell, ...]


def sheet(
    entries: Sequence[DiaryEntry],
    columns: Sequence[Column],
    column_of: Callable[[DiaryEntry, date], str],
    zone: ZoneInfo,
) -> list[SheetRow]:
    """
    Return the table of entries; `column_of` says by entry and local day in which column it is.

    What began the day before is shown from the first row on.
    """
    days = {column.day for column in columns}
    begins: dict[tuple[str, int], list[Shown]] = defaultdict(list)
    goes_on: dict[tuple[str, int], list[Shown]] = defaultdict(list)
    spans = [
        (day, span, entry)
        for entry in entries
        for day in sorted(days)
        if (span := _minutes_on(day, entry, zone)) is not None
    ]
    first, last = _edges([span for _, span, _ in spans])
    for day, (start, end), entry in spans:
        shown = _shown(entry, zone)
        key = column_of(entry, day)
        row = start - start % ROW_MINUTES
        begins[key, row].append(shown)
        for later in range(row + ROW_MINUTES, end, ROW_MINUTES):
            goes_on[key, later].append(shown)
    return [
        SheetRow(
            time_of(row),
            tuple(
                Cell(one, tuple(begins[one.key, row]), tuple(goes_on[one.key, row]))
                for one in columns
            ),
        )
        for row in range(first, last, ROW_MINUTES)
    ]


@dataclass(frozen=True)
class Listed:
    """An entry of a list, said once, with all whom it takes of those that were looked at."""

    shown: Shown
    resource_ids: tuple[UUID, ...]


def listing(
    entries: Sequence[DiaryEntry], days: Sequence[date], zone: ZoneInfo
) -> list[tuple[date, list[Listed]]]:
    """Return the same as lines by day, in order of time; what takes several is one line."""
    by_day: dict[date, dict[object, list[DiaryEntry]]] = {day: {} for day in days}
    for entry in entries:
        for day in days:
            if _minutes_on(day, entry, zone) is not None:
                by_day[day].setdefault(_whole(entry), []).append(entry)
    return [
        (
            day,
            [
                Listed(_shown(some[0], zone), tuple(one.resource_id for one in some))
                for some in wholes.values()
            ],
        )
        for day, wholes in by_day.items()
    ]


def _whole(entry: DiaryEntry) -> object:
    """Return by what entries of several resources are known to be one thing."""
    return entry.booking_id or entry.session_id or (entry.resource_id, entry.starts_at)


def _shown(entry: DiaryEntry, zone: ZoneInfo) -> Shown:
    return Shown(entry, local_of(entry.starts_at, zone)[1], local_of(entry.ends_at, zone)[1])


def row_of(at: time) -> time:
    """Return the row in which a time of the local clock is."""
    minute = minute_of(at)
    return time_of(minute - minute % ROW_MINUTES)


def _minutes_on(day: date, entry: DiaryEntry, zone: ZoneInfo) -> tuple[int, int] | None:
    """Return from which to which minute of a local day an entry lies, if it does at all."""
    start = _minute(day, entry.starts_at, zone)
    end = _minute(day, entry.ends_at, zone)
    if end <= 0 or start >= _DAY_MINUTES:
        return None
    return max(start, 0), min(max(end, start + 1), _DAY_MINUTES)


def _minute(day: date, moment: datetime, zone: ZoneInfo) -> int:
    on, at = local_of(moment, zone)
    return (on - day).days * _DAY_MINUTES + minute_of(at)


def _edges(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    first = min([minute_of(_USUAL[0]), *(start for start, _ in spans)])
    last = max([minute_of(_USUAL[1]), *(end for _, end in spans)])
    return first - first % ROW_MINUTES, last


def week_of(day: date) -> list[date]:
    """Return the seven days of a day's week, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]
