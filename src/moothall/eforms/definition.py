"""
A form's definition as frozen values: what a version's document says, with its rules compiled.

The shape of the document is `form-definition.schema.json`; `lint.py` tells what is wrong with one.
Nothing here asks the database: a definition is compiled once per version and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from moothall.eforms.logic import Run, truthy
from moothall.eforms.wording import NOTHING, Wording

SCHEMA_VERSION = 1
#: A draft waits so long for the person where its form says nothing.
SAVING_DAYS = 28
#: Ten years; as in the schema.
MOST_KEEPING_DAYS = 3653
#: A signer has so long where the form says nothing.
SIGNING_DAYS = 14


class PageKind(StrEnum):
    """What a page does: asks, tells, ends the journey, or asks once for each of several things."""

    QUESTIONS = "questions"
    INFORMATION = "information"
    EXIT = "exit"
    REPEAT = "repeat"


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
    names: frozenset[str] = frozenset()

    def value(self, answers: Mapping[str, Any]) -> Any:
        """Return what the rule gives, by the answers so far."""
        return self.rule if self.run is None else self.run(answers)

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
    messages: Mapping[str, Wording] = field(default_factory=dict)
    help_title: Wording = NOTHING
    help_body: Wording = NOTHING
    wipe_after_days: int | None = None
    calculate: Condition | None = None
    #: Of a question that asks for several things: the page that asks for each of them.
    repeat: "Repeat | None" = None
    options: tuple[Option, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def looks_at(self) -> frozenset[str]:
        """Return the keys of the questions that its rules look at."""
        rules = (self.show_when, self.calculate)
        return frozenset().union(*(rule.names for rule in rules if rule is not None))

    @property
    def is_seen(self) -> bool:
        """Tell whether the person sees it: what is worked out may stay behind the scenes."""
        return self.calculate is None or bool(self.settings.get("is_shown", True))

    def called(self, language: str) -> str:
        """Return what the question is called where its answer is shown."""
        return (self.short_label or self.label).within(language)

    def message(self, name: str, language: str) -> str:
        """Return what the form itself says of such a mistake, such as too_long; often nothing."""
        return self.messages.get(name, NOTHING).within(language)

    def option(self, value: str) -> Option | None:
        """Return the option of this value, if there is one."""
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True)
class CheckUse:
    """A page's use of a registered check: which question answers what the check wants to know."""

    key: str
    inputs: Mapping[str, str]


@dataclass(frozen=True)
class AtLeastOne:
    """Questions of a page, by key, of which one must be answered, and what is said if none is."""

    of: tuple[str, ...]
    message: Wording = NOTHING


@dataclass(frozen=True)
class Repeat:
    """How a page asks for several things: what one is called, how it is shown, how many."""

    one: Wording
    summary: Wording
    least: int
    most: int
    page: "Page"


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
    at_least_one: tuple[AtLeastOne, ...] = ()
    section: str = ""
    #: The questions in the order in which their rules settle: what one looks at comes before it.
    settling: tuple[Question, ...] = ()

    def heading(self, language: str) -> str:
        """Return the page's heading: its own, or that of its first question."""
        return (self.title or self.questions[0].label).within(language)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the keys of its questions."""
        return frozenset(one.key for one in self.questions)

    @cached_property
    def reveals(self) -> bool:
        """Tell whether some of its questions are shown or worked out by others of the page."""
        return any(self.keys & one.looks_at for one in self.questions)

    @property
    def is_one_question(self) -> bool:
        """Tell whether the question itself is the page's heading."""
        return not self.title and len(self.questions) == 1


@dataclass(frozen=True)
class Figure:
    """A fee or a limit by name, which a council changes in one place; money is in pence."""

    key: str
    label: Wording
    kind: str
    value: float | str


@dataclass(frozen=True)
class Section:
    """A part of a long form."""

    key: str
    title: Wording


@dataclass(frozen=True)
class Destination:
    """Who is told of what was handed in, besides the back office."""

    key: str
    kind: str
    team: str
    to: str
    system: str
    when: Condition


@dataclass(frozen=True)
class PlanJoined:
    """A subscription that begins when a fee is paid, and the questions that say for what."""

    key: str
    #: The question that asks for the address, or whatever it is for.
    place: str
    #: The question that asks how many; empty where it is always one.
    quantity: str
    when: Condition


@dataclass(frozen=True)
class Payment:
    """A fee that must be paid first; the amount is a rule that gives pence."""

    amount: Condition
    what: Wording
    when: Condition
    #: Where the money goes, by the key of a fund; empty for the usual one of forms.
    fund: str = ""
    plan: PlanJoined | None = None


@dataclass(frozen=True)
class Signature:
    """Somebody else who must sign first, and the questions that say who that is."""

    name: str
    email: str
    statement: Wording
    days: int
    when: Condition


@dataclass(frozen=True)
class Needs:
    """What must happen before a form counts as handed in."""

    payment: Payment | None = None
    signature: Signature | None = None


@dataclass(frozen=True)
class Outcome:
    """What becomes of the answers."""

    service_type: str
    summary: str
    details: tuple[str, ...]
    location: str
    service_types: tuple[tuple[Condition, str], ...] = ()
    category: Condition | None = None
    priority: Condition | None = None
    destinations: tuple[Destination, ...] = ()


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
    about: Mapping[str, Any] = field(default_factory=dict)
    privacy: Wording = NOTHING
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    declaration: Wording = NOTHING
    prefill_query: tuple[str, ...] = ()
    prefill_token: tuple[str, ...] = ()
    saving_days: int = SAVING_DAYS
    remind_days: int | None = None
    keeping_days: int | None = None
    needs: Needs = Needs()

    @cached_property
    def figure_values(self) -> Mapping[str, Any]:
        """Return the figures as rules see them."""
        return {one.key: one.value for one in self.figures}

    def page(self, key: str) -> Page | None:
        """Return the page of this key, if there is one."""
        return next((page for page in self.pages if page.key == key), None)

    def named(self, name: str) -> Question | None:
        """Return the question that asks for this fact of the data dictionary, if there is one."""
        return next((one for one in self.questions.values() if one.name == name), None)
