"""Questions answered by a number or a date."""

import re
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_PARTS = ("day", "month", "year")
#: Years are written with four figures; two would make guesses of births and deaths.
_EARLIEST_YEAR, _LATEST_YEAR = 1850, 2200


class NumberField:
    """A number, whole unless decimals are allowed."""

    key: ClassVar[str] = "number"
    widget: ClassVar[str] = "number"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the one input."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the number; commas and spaces between thousands are no mistake.

        :raises AnswerProblem: if it is none
        """
        text = re.sub(r"[,\s]", "", first(typed, question.key))
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise AnswerProblem(
                question.wrong.within(reading.language) or _("Enter a number, like 12")
            )
        number = float(text)
        return int(number) if number.is_integer() else number

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at the limits.

        :raises AnswerProblem: if it is outside them or has too many decimals
        """
        settings = question.settings
        if round(answer, settings.get("decimals", 0)) != answer:
            raise AnswerProblem(
                _("Enter a whole number")
                if not settings.get("decimals")
                else _("Use fewer figures after the decimal point")
            )
        if "least" in settings and answer < settings["least"]:
            raise AnswerProblem(
                _("Enter %(number)s or more") % {"number": _figure(settings["least"])}
            )
        if "most" in settings and answer > settings["most"]:
            raise AnswerProblem(
                _("Enter %(number)s or less") % {"number": _figure(settings["most"])}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the number in figures."""
        return {question.key: [_figure(answer)]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the number with its unit."""
        unit = question.settings.get("unit") or {}
        return (f"{_figure(answer)} {unit.get(language) or unit.get('en', '')}".strip(),)


class DateField:
    """A day, as three boxes; kept as 2026-11-18."""

    key: ClassVar[str] = "date"
    widget: ClassVar[str] = "date"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the three boxes."""
        return tuple(f"{question.key}-{part}" for part in _PARTS)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the day, naming the boxes that are empty or wrong where there is none.

        :raises AnswerProblem: if it is no day
        """
        given = {part: first(typed, f"{question.key}-{part}") for part in _PARTS}
        if not any(given.values()):
            return None
        empty = tuple(part for part in _PARTS if not given[part])
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
            return date(**numbers).isoformat()
        except ValueError as error:
            raise _no_date() from error

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at how far the day is from today.

        :raises AnswerProblem: if it is too early or too late
        """
        day = date.fromisoformat(answer)
        earliest, latest = (
            reading.today + timedelta(days=question.settings[name])
            if name in question.settings
            else None
            for name in ("earliest_days", "latest_days")
        )
        if latest and day > latest:
            raise AnswerProblem(
                _("The date must be today or in the past")
                if latest == reading.today
                else _("The date must be %(day)s or earlier") % {"day": _written(latest)}
            )
        if earliest and day < earliest:
            raise AnswerProblem(
                _("The date must be today or in the future")
                if earliest == reading.today
                else _("The date must be %(day)s or later") % {"day": _written(earliest)}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the three numbers."""
        day = date.fromisoformat(answer)
        return {f"{question.key}-{part}": [str(getattr(day, part))] for part in _PARTS}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the day as people write it."""
        with translation.override(language):
            return (_written(date.fromisoformat(answer)),)


def _figure(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


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
