"""
From when to when a time lasts, and how much of it is left. Pure arithmetic of days.

A time begins on the day of its anchor in its month. Where the month has no such day (the 31st, the
29th of February) it begins on the first of the next, so that nobody is given less than they paid
for, and the anchor's own day comes back as soon as there is one.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from moothall.payments.subscriptions.workflow import Share

_MONTHS = 12
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """A time with its first and its last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    def months_from(self, day: date) -> int:
        """Return how many of its months end on or after a day, the one it is in included."""
        count, begin = 0, 0
        while (start := boundary(self.first, begin)) <= self.last:
            if boundary(self.first, begin + 1) > day or start >= day:
                count += 1
            begin += 1
        return count


def boundary(anchor: date, months: int) -> date:
    """Return the day on which the time so many months after the anchor begins."""
    year, month = divmod(anchor.year * _MONTHS + anchor.month - 1 + months, _MONTHS)
    month += 1
    if anchor.day <= monthrange(year, month)[1]:
        return date(year, month, anchor.day)
    return boundary(date(year, month, 1), 1)


def first_term(day: date, *, period_months: int, season_starts: str) -> tuple[date, Term]:
    """Return the anchor and the time that somebody joins on a day; a season has begun already."""
    anchor = _season_before(day, season_starts) if season_starts else day
    months = 0
    while boundary(anchor, months + period_months) <= day:
        months += period_months
    last = boundary(anchor, months + period_months) - _DAY
    return anchor, Term(boundary(anchor, months), last)


def next_term(anchor: date, last: date, *, period_months: int) -> Term:
    """Return the time that follows one that ends on a day."""
    first, months = last + _DAY, 0
    while boundary(anchor, months) < first:
        months += 1
    return Term(first, boundary(anchor, months + period_months) - _DAY)


def share_of(pence: int, term: Term, day: date, rule: Share) -> tuple[int, int]:
    """
    Return what part of an amount the rest of a time is, from a day on, as a fraction.

    Of months the one that is begun counts whole, of days the day itself.
    """
    if rule is Share.NONE or day <= term.first:
        return pence, 1
    if day > term.last:
        return 0, 1
    if rule is Share.DAYS:
        return pence * ((term.last - day).days + 1), term.days
    return pence * term.months_from(day), term.months_from(term.first)


def to_pay(pence: int, term: Term, day: date, rule: Share) -> int:
    """Return what is paid for the rest of a time, to the nearest penny, halves up."""
    above, below = share_of(pence, term, day, rule)
    return (2 * above + below) // (2 * below)


def to_give_back(pence: int, term: Term, day: date, rule: Share) -> int:
    """
    Return what is given back for the rest of a time that begins after a day.

    What has not begun is given back whole. Of what has, nothing where the rule says so; a month
    that is begun is used, and pennies are rounded down.
    """
    if day < term.first:
        return pence
    if rule is Share.NONE:
        return 0
    if rule is Share.DAYS:
        above, below = share_of(pence, term, day + _DAY, rule)
    else:
        used = term.months_from(term.first) - term.months_from(day) + 1
        below = term.months_from(term.first)
        above = pence * max(below - used, 0)
    return above // below


def _season_before(day: date, season_starts: str) -> date:
    month, start = (int(part) for part in season_starts.split("-"))
    this_year = date(day.year, month, start)
    return this_year if this_year <= day else date(day.year - 1, month, start)
