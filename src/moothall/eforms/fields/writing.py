"""Questions answered by writing: text, longer text, a name, an email address, a phone number."""

import re
from typing import Any, ClassVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_is_email = EmailValidator()


class WrittenField:
    """The base of all that is written: one input, kept as text."""

    key: ClassVar[str] = "text"
    widget: ClassVar[str] = "text"
    longest: ClassVar[int] = 200

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the one input."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """Return what was written, without what cannot be seen, or None."""
        return self.tidy(_CONTROL.sub("", first(typed, question.key))) or None

    def tidy(self, text: str) -> str:
        """Return the text as it is kept."""
        return " ".join(text.split())

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at length and pattern.

        :raises AnswerProblem: if it is too long, too short or not of the pattern
        """
        longest = question.settings.get("longest", self.longest)
        if len(answer) > longest:
            raise AnswerProblem(
                question.message("too_long", reading.language)
                or _("Use %(number)s characters or fewer") % {"number": longest}
            )
        shortest = question.settings.get("shortest", 1)
        if len(answer) < shortest:
            raise AnswerProblem(
                question.message("too_short", reading.language)
                or _("Use %(number)s characters or more") % {"number": shortest}
            )
        pattern = question.settings.get("pattern")
        if pattern and not re.fullmatch(pattern, answer, re.IGNORECASE):
            raise AnswerProblem(
                question.wrong.within(reading.language) or _("Check that you typed this correctly")
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the text."""
        return {question.key: [answer]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the text."""
        return (answer,)


class TextField(WrittenField):
    """A line of text."""


class TextareaField(WrittenField):
    """Several lines of text, with a limit that is counted while typing."""

    key: ClassVar[str] = "textarea"
    widget: ClassVar[str] = "textarea"
    longest: ClassVar[int] = 2000

    def tidy(self, text: str) -> str:
        """Return the text with its lines as they were."""
        return text.replace("\r\n", "\n").strip()


class NameField(WrittenField):
    """A person's whole name in one box, whatever it is made of."""

    key: ClassVar[str] = "name"
    widget: ClassVar[str] = "name"


class EmailField(WrittenField):
    """An email address."""

    key: ClassVar[str] = "email"
    widget: ClassVar[str] = "email"
    longest: ClassVar[int] = 254

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at the address's form; whether it exists only a message can tell.

        :raises AnswerProblem: if it is none
        """
        super().judge(question, answer, reading)
        try:
            _is_email(answer)
        except ValidationError as error:
            raise AnswerProblem(
                question.wrong.within(reading.language)
                or _("Enter an email address in the correct format, like name@example.com")
            ) from error
        for key in question.settings.get("not_of", ()):
            if _same_mailbox(answer, reading.answers.get(key) or ""):
                raise AnswerProblem(
                    _("Enter the email address of the other person, not your own again")
                )


class PhoneField(WrittenField):
    """A telephone number: of the United Kingdom, or of elsewhere with its country code."""

    key: ClassVar[str] = "phone"
    widget: ClassVar[str] = "phone"
    longest: ClassVar[int] = 40

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Ask whether such a number can exist; numbers kept for drama and examples count.

        :raises AnswerProblem: if it cannot
        """
        super().judge(question, answer, reading)
        try:
            number = phonenumbers.parse(answer, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise AnswerProblem(
                question.wrong.within(reading.language)
                or _("Enter a phone number, like 01632 960 001 or 07700 900 982")
            )


def _same_mailbox(one: str, other: str) -> bool:
    """Tell whether two addresses reach one person: capitals and what follows + do not count."""
    return _mailbox(one) == _mailbox(other)


def _mailbox(address: str) -> tuple[str, str]:
    name, _, domain = address.strip().casefold().rpartition("@")
    return name.partition("+")[0], domain
