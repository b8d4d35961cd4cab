"""Questions of which at least one must be answered, such as email address or telephone number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.eforms.definition import AtLeastOne, Page, Question
from moothall.eforms.mistakes import Mistake

#: What is worked out is not for the person to answer, and what they declare is never a choice.
CANNOT_BE_ONE_OF = frozenset({"calculated", "declaration"})


@dataclass(frozen=True)
class Unmet:
    """A rule of a page that no answer meets, and those of its questions that are shown."""

    rule: AtLeastOne
    questions: tuple[Question, ...]


def unmet(page: Page, shown: Sequence[Question], answers: Mapping[str, Any]) -> Iterator[Unmet]:
    """
    Give the rules of a page that these answers do not meet.

    Hidden means absent: what is not shown answers nothing, and where none is shown none is needed.
    """
    for rule in page.at_least_one:
        questions = tuple(one for one in shown if one.key in rule.of)
        if questions and all(answers.get(one.key) is None for one in questions):
            yield Unmet(rule, questions)


def needed_with_others(page: Page) -> frozenset[str]:
    """Return the keys of the questions that may only be left blank if another is answered."""
    return frozenset(key for rule in page.at_least_one for key in rule.of)


def at_least_one_mistakes(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find rules that name what their page does not ask, or what cannot be left blank."""
    for order, page in enumerate(document["pages"]):
        asked = {question["key"]: question for question in page.get("questions", ())}
        for number, rule in enumerate(page.get("at_least_one", ())):
            for place, key in enumerate(rule["of"]):
                if words := _wrong_with(asked.get(key), key):
                    yield Mistake(f"pages/{order}/at_least_one/{number}/of/{place}", words)


def _wrong_with(question: Mapping[str, Any] | None, key: str) -> str:
    if question is None:
        return f"no question of the page is called {key!r}"
    if question["type"] in CANNOT_BE_ONE_OF:
        return f"{key!r} is a {question['type']}, which cannot be one of several to answer"
    if question.get("required", True):
        return f"{key!r} must be answered in any case: let it be left blank"
    return ""
