"""Answers that nobody types: they follow from others by a rule."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import Reading, Typed
from moothall.kernel.money import pounds


class CalculatedField:
    """A value that the form works out; the journey evaluates its rule."""

    key: ClassVar[str] = "calculated"
    widget: ClassVar[str] = "calculated"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return nothing: there is no input."""
        return ()

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """Return nothing: what a browser says of it is not asked."""
        return None

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """Accept: the rule gave it."""

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return nothing: there is no input."""
        return {}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the value as the form says that it is."""
        match question.settings.get("as", "text"):
            case "money":
                return (pounds(round(answer)),)
            case "yes_no":
                return (_("Yes") if answer else _("No"),)
            case _:
                return (str(answer),)
