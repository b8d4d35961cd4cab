"""Hours in words, as staff read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moothall.bookings.opening.said import OddDay, Rule, Said
from moothall.bookings.staff_words import said as spoken

_SHORTEST_RUN = 3


def rule_words(rule: Rule) -> str:
    """Return a rule in one line: Monday to Friday, 09:00 to 17:00."""
    parts = [f"{_days(rule.weekdays)}, {span_words(rule.opens, rule.closes)}"]
    if rule.valid_from is not None:
        parts.append(_("from %(day)s") % {"day": _date(rule.valid_from)})
    if rule.valid_until is not None:
        parts.append(_("until %(day)s") % {"day": _date(rule.valid_until)})
    if rule.on_bank_holidays:
        parts.append(_("on bank holidays too"))
    return ", ".join(parts)


def span_words(opens: time, closes: time) -> str:
    """Return from when until when, and that it ends on the next day where it does."""
    times = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    if closes == time(0):
        return _("%(opens)s to midnight") % times
    if closes <= opens:
        return _("%(opens)s to %(closes)s the next day") % times
    return _("%(opens)s to %(closes)s") % times


def day_words(odd: OddDay) -> str:
    """Return the hours of an odd day, with the reason."""
    if odd.opens is None or odd.closes is None:
        words = _("Shut")
    else:
        words = span_words(odd.opens, odd.closes)
    reason = spoken(odd.reason) if odd.reason else ""
    return f"{words}: {reason}" if reason else words


def lines_of(said: Said, *, since: date) -> list[str]:
    """Return all that is said, a line each, with the odd days from a day on."""
    breaks = [one for one in said.rules if one.is_break]
    return [
        *(rule_words(one) for one in said.rules if not one.is_break),
        *(_("Break: %(when)s") % {"when": rule_words(one)} for one in breaks),
        *(f"{run_words(one)}: {one.words}" for one in runs_of(said, since=since)),
    ]


@dataclass(frozen=True)
class Run:
    """Days in a row on which the same is otherwise."""

    first: date
    last: date
    words: str


def runs_of(said: Said, *, since: date) -> list[Run]:
    """Return the odd days from a day on, those in a row that say the same as one."""
    by_day: dict[date, list[str]] = {}
    for one in said.days:
        if one.day >= since:
            by_day.setdefault(one.day, []).append(day_words(one))
    runs: list[Run] = []
    for day, words in by_day.items():
        text = "; ".join(words)
        if runs and runs[-1].words == text and runs[-1].last == day - timedelta(days=1):
            runs[-1] = Run(runs[-1].first, day, text)
        else:
            runs.append(Run(day, day, text))
    return runs


def run_words(run: Run) -> str:
    """Return when a run of days is."""
    if run.first == run.last:
        return _date(run.first)
    return _("%(first)s to %(last)s") % {"first": _date(run.first), "last": _date(run.last)}


def _days(weekdays: Sequence[int]) -> str:
    """Return weekdays, three or more in a row as from and to."""
    runs: list[list[int]] = []
    for day in sorted(weekdays):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        _("%(first)s to %(last)s") % {"first": _weekday(run[0]), "last": _weekday(run[-1])}
        if len(run) >= _SHORTEST_RUN
        else ", ".join(_weekday(day) for day in run)
        for run in runs
    )


def _weekday(day: int) -> str:
    return str(WEEKDAYS[day])


def _date(day: date) -> str:
    return date_format(day, "j F Y")
