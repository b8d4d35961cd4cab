"""Questions answered by choosing: one of a few, any of a few, one of many, or agreeing."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first

AGREED = "yes"
_YES_OR_NO = {"yes": True, "no": False}


class RadiosField:
    """One of a few options."""

    key: ClassVar[str] = "radios"
    widget: ClassVar[str] = "radios"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the name that all its options share."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """Return the value of the chosen option, or None."""
        return first(typed, question.key) or None

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look whether there is such an option.

        :raises AnswerProblem: if there is none
        """
        if question.option(answer) is None:
            raise AnswerProblem(_("Choose one of the answers"))

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the option's value."""
        return {question.key: [answer]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the option's label."""
        option = question.option(answer)
        return (option.label.within(language) if option else str(answer),)


class YesNoField:
    """Yes or no; kept as true or false, so that a rule can use it as it is."""

    key: ClassVar[str] = "yes_no"
    widget: ClassVar[str] = "yes_no"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the name that both share."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return true, false, or None where nothing was chosen.

        :raises AnswerProblem: if it is neither
        """
        given = first(typed, question.key)
        if not given:
            return None
        if given not in _YES_OR_NO:
            raise AnswerProblem(_("Choose yes or no"))
        return _YES_OR_NO[given]

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look whether it is one of the two.

        :raises AnswerProblem: if it is not
        """
        if not isinstance(answer, bool):
            raise AnswerProblem(_("Choose yes or no"))

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return which of the two."""
        return {question.key: ["yes" if answer else "no"]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return which of the two, in words."""
        return (_("Yes") if answer else _("No"),)


class SelectField(RadiosField):
    """One of many options, in a list that opens."""

    key: ClassVar[str] = "select"
    widget: ClassVar[str] = "select"


class CheckboxesField(RadiosField):
    """Any of a few options; kept in the order of the form."""

    key: ClassVar[str] = "checkboxes"
    widget: ClassVar[str] = "checkboxes"

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """Return the values of the chosen options, or None."""
        chosen = {value.strip() for value in typed.get(question.key, ())}
        known = [option.value for option in question.options if option.value in chosen]
        strange = sorted(chosen.difference(known, [""]))
        return [*known, *strange] or None

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look whether there are such options, and whether one of them stands alone.

        :raises AnswerProblem: if they do not go together
        """
        options = [question.option(value) for value in answer]
        if not all(options):
            raise AnswerProblem(_("Choose from the answers"))
        alone = [option for option in options if option and option.is_alone]
        if alone and len(options) > 1:
            raise AnswerProblem(
                _("Choose other answers, or “%(alone)s”, but not both")
                % {"alone": alone[0].label.within(reading.language)}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the options' values."""
        return {question.key: list(answer)}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the options' labels."""
        return tuple(
            super(CheckboxesField, self).words(question, value, language)[0] for value in answer
        )


class DeclarationField:
    """Something that the person declares or agrees to, by ticking one box."""

    key: ClassVar[str] = "declaration"
    widget: ClassVar[str] = "declaration"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the one box."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """Return yes, or None."""
        return True if first(typed, question.key) == AGREED else None

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look whether it is ticked.

        :raises AnswerProblem: if it is not
        """
        if answer is not True:
            raise AnswerProblem(_("Tick the box to go on"))

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the ticked box."""
        return {question.key: [AGREED] if answer else []}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return that it was agreed to."""
        return (_("Yes"),)
