"""Questions answered by a number or an amount of money."""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first
from moothall.kernel.money import pence_of, pounds

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


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
                question.message("too_small", reading.language)
                or _("Enter %(number)s or more") % {"number": _figure(settings["least"])}
            )
        if "most" in settings and answer > settings["most"]:
            raise AnswerProblem(
                question.message("too_big", reading.language)
                or _("Enter %(number)s or less") % {"number": _figure(settings["most"])}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the number in figures."""
        return {question.key: [_figure(answer)]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the number with its unit."""
        unit = question.settings.get("unit") or {}
        return (f"{_figure(answer)} {unit.get(language) or unit.get('en', '')}".strip(),)


class MoneyField:
    """An amount of money, typed in pounds and kept in pence."""

    key: ClassVar[str] = "money"
    widget: ClassVar[str] = "money"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the one input."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the pence, or None.

        :raises AnswerProblem: if it is no amount
        """
        text = first(typed, question.key)
        if not text:
            return None
        try:
            return pence_of(text)
        except ValueError as error:
            raise AnswerProblem(
                question.wrong.within(reading.language) or _("Enter an amount, like 45 or 45.50")
            ) from error

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at the limits, which the form gives in pounds; less than nothing is refused.

        :raises AnswerProblem: if it is outside them
        """
        least, most = question.settings.get("least", 0), question.settings.get("most")
        if answer < round(least * 100):
            raise AnswerProblem(
                question.message("too_small", reading.language)
                or _("Enter %(number)s or more") % {"number": pounds(round(least * 100))}
            )
        if most is not None and answer > round(most * 100):
            raise AnswerProblem(
                question.message("too_big", reading.language)
                or _("Enter %(number)s or less") % {"number": pounds(round(most * 100))}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the pounds in figures."""
        return {question.key: [pounds(answer).removeprefix("£")]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the amount."""
        return (pounds(answer),)


def _figure(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)
