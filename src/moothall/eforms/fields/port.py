"""What a type of question does, and the registry in which each type makes itself known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from moothall.councils.rows import CouncilRow
from moothall.eforms.definition import Question
from moothall.kernel.registry import Registry

#: What a browser sent, by the name of the input.
Typed = Mapping[str, Sequence[str]]


class AnswerProblem(Exception):
    """
    What is wrong with an answer, in words for the person.

    `parts` names the inputs to mark where not all of them are wrong; the first takes the focus.
    """

    def __init__(self, message: str, parts: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.parts = parts


class MoreNeeded(AnswerProblem):
    """The answer is not wrong, but the page must ask further: which of several, or the rest."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The circumstances in which an answer is read: for whom, when, and what was kept before."""

    council: CouncilRow
    today: date
    language: str
    files: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    #: What is known besides: the answers that matter, for limits that look at others.
    answers: Mapping[str, Any] = field(default_factory=dict)
    #: Answers that somebody else vouches for, by question; what a browser sends beside is ignored.
    confirmed: Mapping[str, Any] = field(default_factory=dict)


class FieldType(Protocol):
    """A type of question: how it is read, judged, shown again and put into words."""

    key: ClassVar[str]
    #: The component that draws it.
    widget: ClassVar[str]

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the names of its inputs on the page; the first takes the focus of an error."""

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the answer in its stored form, or None where nothing was given.

        :raises AnswerProblem: if it cannot be understood
        """

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at a stored answer once more, as at submission.

        :raises AnswerProblem: if it is not acceptable
        """

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return what would have to be typed to give this stored answer."""

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return a stored answer as a person reads it; several words for several answers."""


field_types: Registry[FieldType] = Registry("type of question")


def first(typed: Typed, name: str) -> str:
    """Return what was typed into an input, without what surrounds it."""
    values = typed.get(name) or [""]
    return values[0].strip()
