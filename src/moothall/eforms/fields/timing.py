"""Questions answered by a day or a time of day."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.councils.calendar import WorkingCalendar
from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first

_TIME = re.compile(r"(\d{1,2})(?:[:.\s]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_NAMES = {"midday": "12:00", "noon": "12:00", "midnight": "00:00"}
_NOON = 12
DAY_PARTS = ("day", "month", "year")
#: Years are written with four figures; two would make guesses of births and deaths.
_EARLIEST_YEAR, _LATEST_YEAR = 1850, 2200


class DateField:
    """A day, as three boxes; kept as 2026-11-18."""

    key: ClassVar[str] = "date"
    widget: ClassVar[str] = "date"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the three boxes."""
        return tuple(f"{question.key}-{part}" for part in DAY_PARTS)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the day, naming the boxes that are empty or wrong where there is none.

        :raises AnswerProblem: if it is no day
        """
        day = typed_day(typed, question.key)
        return None if day is None else day.isoformat()

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at how far the day is from today.

        :raises AnswerProblem: if it is too early or too late
        """
        day, settings = date.fromisoformat(answer), question.settings
        earliest, latest = _limits(settings, reading)
        if latest and day > latest:
            raise AnswerProblem(
                question.message("too_late", reading.language)
                or (
                    _("The date must be today or in the past")
                    if latest == reading.today
                    else _("The date must be %(day)s or earlier") % {"day": _written(latest)}
                )
            )
        if earliest and day < earliest:
            raise AnswerProblem(
                question.message("too_early", reading.language)
                or (
                    _("The date must be today or in the future")
                    if earliest == reading.today
                    else _("The date must be %(day)s or later") % {"day": _written(earliest)}
                )
            )
        self._judge_by_others(question, answer, reading)
        if settings.get("on_working_days"):
            calendar = WorkingCalendar.for_council(reading.council.id)
            if not calendar.is_working_day(day):
                raise AnswerProblem(
                    question.wrong.within(reading.language)
                    or _("The date must be a working day, not a weekend or a bank holiday")
                )

    def _judge_by_others(self, question: Question, answer: str, reading: Reading) -> None:
        """Look at the days given in other answers, where this one must not come before or after."""
        first_day = reading.answers.get(question.settings.get("not_before", ""))
        if first_day and answer < first_day:
            raise AnswerProblem(
                question.message("too_early", reading.language)
                or _("The date must be %(day)s or later")
                % {"day": _written(date.fromisoformat(first_day))}
            )
        last_day = reading.answers.get(question.settings.get("not_after", ""))
        if last_day and answer > last_day:
            raise AnswerProblem(
                question.message("too_late", reading.language)
                or _("The date must be %(day)s or earlier")
                % {"day": _written(date.fromisoformat(last_day))}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the three numbers."""
        day = date.fromisoformat(answer)
        return {f"{question.key}-{part}": [str(getattr(day, part))] for part in DAY_PARTS}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the day as people write it."""
        with translation.override(language):
            return (_written(date.fromisoformat(answer)),)


class TimeField:
    """A time of day, in one box and in any of the ways people write it; kept as 14:30."""

    key: ClassVar[str] = "time"
    widget: ClassVar[str] = "time"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the one box."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the time, or None.

        :raises AnswerProblem: if it is none
        """
        text = first(typed, question.key).casefold()
        if not text:
            return None
        if text in _NAMES:
            return _NAMES[text]
        found = _TIME.fullmatch(text)
        if found is None or not (found[2] or found[3]):
            raise self._no_time(question, reading)
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3]:
            if not 1 <= hour <= _NOON:
                raise self._no_time(question, reading)
            hour = hour % _NOON + (_NOON if found[3] == "p" else 0)
        if hour > 23 or minute > 59:  # noqa: PLR2004 - the last hour and minute
            raise self._no_time(question, reading)
        return f"{hour:02}:{minute:02}"

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at the limits.

        :raises AnswerProblem: if it is too early or too late
        """
        earliest = question.settings.get("earliest_time")
        latest = question.settings.get("latest_time")
        if earliest and answer < earliest:
            raise AnswerProblem(
                question.message("too_early", reading.language)
                or _("The time must be %(time)s or later") % {"time": spoken_time(earliest)}
            )
        if latest and answer > latest:
            raise AnswerProblem(
                question.message("too_late", reading.language)
                or _("The time must be %(time)s or earlier") % {"time": spoken_time(latest)}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the time as it is said."""
        return {question.key: [spoken_time(answer)]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the time as it is said."""
        return (spoken_time(answer),)

    def _no_time(self, question: Question, reading: Reading) -> AnswerProblem:
        return AnswerProblem(
            question.wrong.within(reading.language) or _("Enter a time, like 9am or 2:30pm")
        )


def typed_day(typed: Typed, name: str) -> date | None:
    """
    Return the day that was typed into the three boxes of a date, or None where all are empty.

    :raises AnswerProblem: naming the boxes that are empty or wrong
    """
    given = {part: first(typed, f"{name}-{part}") for part in DAY_PARTS}
    if not any(given.values()):
        return None
    empty = tuple(part for part in DAY_PARTS if not given[part])
    if empty:
        raise AnswerProblem(_missing_parts(empty), empty)
    try:
        numbers = {part: int(given[part]) for part in ("day", "year")}
        numbers["month"] = _month(given["month"])
    except ValueError as error:
        raise _no_date() from error
    if not _EARLIEST_YEAR <= numbers["year"] <= _LATEST_YEAR:
        raise AnswerProblem(_("Enter the year with 4 numbers, like 2026"), ("year",))
    try:
        return date(**numbers)
    except ValueError as error:
        raise _no_date() from error


def spoken_time(time: str) -> str:
    """Return 14:30 as 2:30pm, 09:00 as 9am."""
    hour, minute = int(time[:2]), time[3:]
    half = "am" if hour < _NOON else "pm"
    return f"{(hour - 1) % _NOON + 1}{'' if minute == '00' else ':' + minute}{half}"


def _limits(settings: Mapping[str, Any], reading: Reading) -> tuple[date | None, date | None]:
    """Return the first and the last day that will do, where there are such."""
    earliest, latest = (
        reading.today + timedelta(days=settings[name]) if name in settings else None
        for name in ("earliest_days", "latest_days")
    )
    if "earliest_working_days" in settings:
        calendar = WorkingCalendar.for_council(reading.council.id)
        worked = calendar.add_working_days(reading.today, settings["earliest_working_days"])
        earliest = max(earliest, worked) if earliest else worked
    return earliest, latest


def _month(text: str) -> int:
    """Return the month's number; its name, or the beginning of it, is no mistake."""
    if text.isdecimal():
        return int(text)
    wanted = text.casefold().rstrip(".")
    for language in ("en", translation.get_language() or "en"):
        with translation.override(language):
            for month in range(1, 13):
                name = formats.date_format(date(2026, month, 1), "F").casefold()
                if len(wanted) > 2 and name.startswith(wanted):  # noqa: PLR2004 - "ju" is two
                    return month
    raise ValueError(text)


def _written(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _no_date() -> AnswerProblem:
    return AnswerProblem(_("Enter a real date, like 27 3 2026"))


def _missing_parts(parts: tuple[str, ...]) -> str:
    names = {"day": _("day"), "month": _("month"), "year": _("year")}
    return _("The date must include a %(parts)s") % {
        "parts": _(" and ").join(names[part] for part in parts)
    }
