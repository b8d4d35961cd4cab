"""What stands in the inputs of questions that a page does not show at the moment."""

from collections.abc import Collection, Mapping
from typing import Any

from moothall.eforms.definition import Page, Question
from moothall.eforms.fields import Typed, field_types
from moothall.eforms.judging import DRAWN

#: More than anybody types into one box.
_LONGEST_TYPED = 20_000
_MOST_VALUES = 100


def with_unseen(
    page: Page, typed: Typed, before: Typed, saved: Mapping[str, Any]
) -> dict[str, list[str]]:
    """
    Return what was typed into a page, with what stood in those of its questions it did not show.

    That is what was typed there `before`, by the person or by the address of the form, or else the
    answer that was `saved`; so it is there again once another answer calls for the question.
    """
    drawn = set(typed.get(DRAWN, page.keys))
    found = {name: list(values) for name, values in typed.items()}
    for question in page.questions:
        if question.key not in drawn and not _typed_into(question, typed):
            found |= _typed_into(question, before) or as_typed([question], saved)
    return found


def short(typed: Typed, questions: Collection[Question]) -> dict[str, list[str]]:
    """Return what was typed into the inputs of these questions, no more than anybody types."""
    return {
        name: [value[:_LONGEST_TYPED] for value in values[:_MOST_VALUES]]
        for question in questions
        for name, values in _typed_into(question, typed).items()
    }


def leaves_unseen(page: Page, shown: Collection[Question], typed: Typed) -> bool:
    """Tell whether something stands in questions of the page that are not shown any more."""
    asked = {one.key for one in shown}
    return any(
        any("".join(values).strip() for values in _typed_into(one, typed).values())
        for one in page.questions
        if one.key not in asked
    )


def as_typed(questions: Collection[Question], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return answers to these questions as they would have been typed."""
    typed: dict[str, list[str]] = {}
    for question in questions:
        if answers.get(question.key) is not None:
            field_type = field_types.get(question.type)
            typed.update(field_type.typed(question, answers[question.key]))
    return typed


def _typed_into(question: Question, typed: Typed) -> dict[str, list[str]]:
    names = field_types.get(question.type).inputs(question)
    return {name: list(typed[name]) for name in names if name in typed}
