"""
A form's definition as frozen values: what a version's document says, with its rules compiled.

The shape of the document is `form-definition.schema.json`; `lint.py` tells what is wrong with one.
Nothing here asks the database: a definition is compiled once per version and kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from moothall.eforms.logic import Run, compile_rule, truthy
from moothall.eforms.wording import NOTHING, Wording, wording

SCHEMA_VERSION = 1


class PageKind(StrEnum):
    """What a page does: asks, tells, or ends the journey."""

    QUESTIONS = "questions"
    INFORMATION = "information"
    EXIT = "exit"


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    value: str
    label: Wording
    hint: Wording = NOTHING
    is_alone: bool = False


@dataclass(frozen=True)
class Condition:
    """When something is shown; nothing said means always."""

    rule: Any = True
    run: Run | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether it is shown, by the answers so far."""
        return self.run is None or truthy(self.run(answers))


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    One thing that is asked.

    `key` names the answer within the form, `name` in the data dictionary that all forms share.
    """

    key: str
    type: str
    label: Wording
    name: str = ""
    hint: Wording = NOTHING
    short_label: Wording = NOTHING
    is_required: bool = True
    show_when: Condition = field(default_factory=Condition)
    missing: Wording = NOTHING
    wrong: Wording = NOTHING
    options: tuple[Option, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def called(self, language: str) -> str:
        """Return what the question is called where its answer is shown."""
        return (self.short_label or self.label).within(language)

    def option(self, value: str) -> Option | None:
        """Return the option of this value, if there is one."""
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True)
class CheckUse:
    """A page's use of a registered check: which question answers what the check wants to know."""

    key: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the journey."""

    key: str
    kind: PageKind
    title: Wording
    body: Wording
    show_when: Condition
    questions: tuple[Question, ...]
    checks: tuple[CheckUse, ...]

    def heading(self, language: str) -> str:
        """Return the page's heading: its own, or that of its first question."""
        return (self.title or self.questions[0].label).within(language)

    @property
    def is_one_question(self) -> bool:
        """Tell whether the question itself is the page's heading."""
        return not self.title and len(self.questions) == 1


@dataclass(frozen=True)
class Outcome:
    """What becomes of the answers."""

    service_type: str
    summary: str
    details: tuple[str, ...]
    location: str


@dataclass(frozen=True)
class Start:
    """The page before the first question."""

    introduction: Wording
    needs: tuple[Wording, ...]
    after: Wording


@dataclass(frozen=True)
class Confirmation:
    """The page after the last one."""

    title: Wording
    next_steps: Wording
    next_time: Wording


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A whole form."""

    slug: str
    title: Wording
    start: Start
    pages: tuple[Page, ...]
    outcome: Outcome
    confirmation: Confirmation
    questions: Mapping[str, Question]

    def page(self, key: str) -> Page | None:
        """Return the page of this key, if there is one."""
        return next((page for page in self.pages if page.key == key), None)

    def named(self, name: str) -> Question | None:
        """Return the question that asks for this fact of the data dictionary, if there is one."""
        return next((one for one in self.questions.values() if one.name == name), None)


def compile_definition(document: Mapping[str, Any]) -> Definition:
    """
    Return the definition of a document that `lint.mistakes` found nothing wrong with.

    :raises moothall.eforms.logic.BadRule: if a condition is no rule
    """
    pages = tuple(_page(page) for page in document["pages"])
    start, outcome = document.get("start", {}), document["outcome"]
    confirmation = document["confirmation"]
    return Definition(
        slug=document["slug"],
        title=wording(document["title"]),
        start=Start(
            wording(start.get("introduction")),
            tuple(wording(need) for need in start.get("needs", ())),
            wording(start.get("after")),
        ),
        pages=pages,
        outcome=Outcome(
            outcome["service_type"],
            outcome["summary"],
            tuple(outcome.get("details") or _matters(pages)),
            outcome.get("location", ""),
        ),
        confirmation=Confirmation(
            wording(confirmation["title"]),
            wording(confirmation["next_steps"]),
            wording(confirmation.get("next_time")),
        ),
        questions={one.key: one for page in pages for one in page.questions},
    )


def condition(rule: Any) -> Condition:
    """
    Return a condition with its rule compiled.

    :raises moothall.eforms.logic.BadRule: if it is no rule
    """
    return Condition() if rule is None else Condition(rule, compile_rule(rule))


def _page(document: Mapping[str, Any]) -> Page:
    return Page(
        key=document["key"],
        kind=PageKind(document.get("kind", "questions")),
        title=wording(document.get("title")),
        body=wording(document.get("body")),
        show_when=condition(document.get("show_when")),
        questions=tuple(_question(question) for question in document.get("questions", ())),
        checks=tuple(
            CheckUse(check["check"], dict(check.get("with", {})))
            for check in document.get("checks", ())
        ),
    )


def _question(document: Mapping[str, Any]) -> Question:
    messages = document.get("messages", {})
    return Question(
        key=document["key"],
        type=document["type"],
        label=wording(document["label"]),
        name=document.get("name", ""),
        hint=wording(document.get("hint")),
        short_label=wording(document.get("short_label")),
        is_required=document.get("required", True),
        show_when=condition(document.get("show_when")),
        missing=wording(messages.get("missing")),
        wrong=wording(messages.get("wrong")),
        options=tuple(_options(document.get("options", ()))),
        settings=dict(document.get("settings", {})),
    )


def _options(documents: Sequence[Mapping[str, Any]]) -> Iterator[Option]:
    for one in documents:
        yield Option(
            one["value"], wording(one["label"]), wording(one.get("hint")), one.get("alone", False)
        )


def _matters(pages: tuple[Page, ...]) -> Iterator[str]:
    """Give the questions that are not about who the person is: their own record holds that."""
    for page in pages:
        for question in page.questions:
            if not question.name.startswith("person."):
                yield question.key
