"""Why a page is part of somebody's journey, or is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moothall.eforms.becoming import words_of
from moothall.eforms.definition import Definition, PageKind
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import Document
from moothall.eforms.journey import Journey


@dataclass(frozen=True)
class Reason:
    """Whether a page or a question is shown, its condition in words, and the answers behind it."""

    title: str
    page: str
    is_page: bool
    is_shown: bool
    condition: str
    #: What the condition looks at, with the answer that was given.
    answers: tuple[tuple[str, str], ...] = ()
    #: The journey ended before it.
    is_after_end: bool = False


def reasons(
    document: Document, definition: Definition, journey: Journey, language: str
) -> tuple[Reason, ...]:
    """Return for every page, and every question with a condition, why it is shown or not."""
    shown = {step.key: step for step in journey.steps}
    rules = _rules(document)
    found, ended = [], False
    for page in definition.pages:
        step = shown.get(page.key)
        found.append(
            Reason(
                title=page.heading(language), page=page.key, is_page=True,
                is_shown=step is not None,
                condition=rule_words(document, rules.get(("page", page.key)), language),
                answers=_answers(definition, page.show_when.names, journey.answers, language),
                is_after_end=ended,
            )
        )  # fmt: skip
        for question in page.questions:
            if step is not None and question.show_when.run is not None:
                rule = rules.get(("question", question.key))
                names = question.show_when.names
                found.append(
                    Reason(
                        title=question.called(language), page=page.key, is_page=False,
                        is_shown=question in step.questions,
                        condition=rule_words(document, rule, language),
                        answers=_answers(definition, names, journey.answers, language),
                    )
                )  # fmt: skip
        ended = ended or (step is not None and page.kind is PageKind.EXIT)
    return tuple(found)


def _rules(document: Document) -> Mapping[tuple[str, str], Any]:
    pages = {("page", page["key"]): page.get("show_when") for page in document["pages"]}
    questions = {
        ("question", one["key"]): one.get("show_when")
        for page in document["pages"]
        for one in page.get("questions", ())
    }
    return {**pages, **questions}


def _answers(
    definition: Definition, names: frozenset[str], answers: Mapping[str, Any], language: str
) -> tuple[tuple[str, str], ...]:
    found = []
    for name in sorted(names):
        question = definition.questions.get(name)
        if question is not None:
            words = ", ".join(words_of(question, answers.get(name), language))
            found.append((question.called(language), words))
    return tuple(found)
