"""Hours as they are said, on the local clock, as cells of time; equal ones are worked out once."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import Hours, OwnHours
from moothall.bookings.slots.local_time import closing, opening

Line = npt.NDArray[np.bool_]


class Expansion:
    """Works out cells of a timeline from what sites, resources and activities say of hours."""

    def __init__(self, timeline: Timeline, zone: ZoneInfo, bank_holidays: Collection[date]) -> None:
        self._timeline = timeline
        self._zone = zone
        self._bank_holidays = bank_holidays
        self._lines: dict[OwnHours, Line] = {}
        self._spans: dict[tuple[date, time, time], slice] = {}

    def said(self, hours: OwnHours) -> Line:
        """Return when hours are open: as they say, or but for breaks and odd days."""
        return self.open(hours) if hours.says_when_open else self.not_shut(hours)

    def open(self, hours: OwnHours) -> Line:
        """Return when hours say open; never, where they say nothing of it."""
        line = self._lines.get(hours)
        if line is None:
            line = self._lines[hours] = self._expanded(hours)
        return line.copy()

    def _expanded(self, hours: OwnHours) -> Line:
        line = np.zeros(self._timeline.size, dtype=np.bool_)
        odd = {one.day for one in hours.exceptions}
        days = self._timeline.days_with_margin()
        for day in days:
            for rule in hours.rules:
                if not rule.is_break and day not in odd and self._holds(rule, day):
                    line[self._span(day, rule.opens, rule.closes)] = True
        for one in hours.exceptions:
            if one.opens is not None and one.closes is not None:
                line[self._span(one.day, one.opens, one.closes)] = True
        self._take_breaks(line, hours, odd)
        return line

    def not_shut(self, hours: OwnHours) -> Line:
        """Return a line that is open but for breaks and odd days, where no hours are said."""
        line = np.ones(self._timeline.size, dtype=np.bool_)
        odd = {one.day for one in hours.exceptions}
        for day in odd:
            line[self._span(day, time(0), time(0))] = False
        for one in hours.exceptions:
            if one.opens is not None and one.closes is not None:
                line[self._span(one.day, one.opens, one.closes)] = True
        self._take_breaks(line, hours, odd)
        return line

    def _take_breaks(self, line: Line, hours: OwnHours, odd: set[date]) -> None:
        for day in self._timeline.days_with_margin():
            for rule in hours.rules:
                if rule.is_break and day not in odd and self._holds(rule, day):
                    last = day if rule.closes > rule.opens else day + timedelta(days=1)
                    # A break shuts whatever may belong to it, as opening opens what surely does.
                    begins = closing(day, rule.opens, self._zone)
                    line[self.between(begins, opening(last, rule.closes, self._zone))] = False

    def _holds(self, rule: Hours, day: date) -> bool:
        return (
            day.weekday() in rule.weekdays
            and (rule.valid_from is None or rule.valid_from <= day)
            and (rule.valid_until is None or day <= rule.valid_until)
            and (rule.on_bank_holidays or rule.is_break or day not in self._bank_holidays)
        )

    def _span(self, day: date, opens: time, closes: time) -> slice:
        span = self._spans.get((day, opens, closes))
        if span is None:
            last = day if closes > opens else day + timedelta(days=1)
            span = slice(
                self._timeline.up(opening(day, opens, self._zone)),
                self._timeline.down(closing(last, closes, self._zone)),
            )
            self._spans[day, opens, closes] = span
        return span

    def between(self, starts_at: datetime, ends_at: datetime) -> slice:
        """Return the cells that a stretch touches."""
        return slice(self._timeline.down(starts_at), self._timeline.up(ends_at))
