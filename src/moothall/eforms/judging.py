"""Whether answers will do: page by page as they are given, and all at once at submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _

from moothall.eforms.at_least_one import Unmet, unmet
from moothall.eforms.definition import Page, Question
from moothall.eforms.fields import AnswerProblem, MoreNeeded, Reading, Typed, field_types
from moothall.eforms.journey import Journey, Step, settle
from moothall.eforms.ports import CheckRequest, Refusal, page_checks
from moothall.kernel.card_numbers import was_refused
from moothall.kernel.forms import refusal

#: The input in which a page says which of its questions it showed.
DRAWN: Final = "drawn"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer, in the person's words, and which of its inputs to mark."""

    question: str
    message: str
    parts: tuple[str, ...] = ()
    #: The page has to ask further; nothing is wrong yet.
    asks_more: bool = False


@dataclass(frozen=True)
class PageRead:
    """What a page's inputs came to: the answers that can be kept, and what is wrong."""

    answers: Mapping[str, Any]
    problems: tuple[Problem, ...] = field(default=())
    #: Those that are shown, by what was typed.
    questions: tuple[Question, ...] = ()
    #: All that is known with them, worked out values among it.
    known: Mapping[str, Any] = field(default_factory=dict)


def read_page(page: Page, before: Mapping[str, Any], typed: Typed, reading: Reading) -> PageRead:
    """
    Return what was typed into a page as answers, with each problem found.

    `before` is what is known besides, from other pages. Questions are read in the order in which
    the rules of the page settle, so that what one answer reveals is read, and what it hides is
    not. A question that the page did not show yet is no mistake: the page asks further.
    """
    known = {key: value for key, value in before.items() if key not in page.keys}
    answers: dict[str, Any] = {}
    shown, problems = set(), {}
    drawn = set(typed.get(DRAWN, page.keys))
    for question in page.settling:
        if not question.show_when.holds(known):
            continue
        shown.add(question.key)
        if question.calculate is not None:
            known[question.key] = question.calculate.value(known)
            continue
        problem, answer = _read(question, typed, replace(reading, answers=known))
        if problem is None:
            answers[question.key] = known[question.key] = answer
        if answer is None and question.key not in drawn:
            problem = Problem(question.key, _("Answer this question too"), asks_more=True)
        if problem is not None:
            problems[question.key] = problem
    questions = tuple(one for one in page.questions if one.key in shown)
    for rule in unmet(page, questions, answers):
        # What is wrong with one of them, or not asked yet, comes first: they may yet answer it.
        if not any(one.key in problems for one in rule.questions):
            problems[rule.questions[0].key] = _none_given(rule, reading.language)
    return PageRead(
        answers, tuple(problems[one.key] for one in questions if one.key in problems), questions,
        MappingProxyType(known),
    )  # fmt: skip


def _read(question: Question, typed: Typed, reading: Reading) -> tuple[Problem | None, Any]:
    field_type = field_types.get(question.type)
    try:
        answer = (
            reading.confirmed[question.key]
            if question.key in reading.confirmed
            else field_type.read(question, typed, reading)
        )
        _judge(question, answer, reading)
    except AnswerProblem as error:
        asks_more = isinstance(error, MoreNeeded)
        return Problem(question.key, error.message, error.parts, asks_more), None
    return None, answer


def problems_of(step: Step, answers: Mapping[str, Any], reading: Reading) -> tuple[Problem, ...]:
    """Return what is wrong with a page's stored answers today."""
    problems = []
    reading = replace(reading, answers=answers)
    for question in step.questions:
        if question.calculate is not None:
            continue
        if question.repeat is not None:
            problems += _problems_of_items(question, answers, reading)
            continue
        try:
            _judge(question, answers.get(question.key), reading)
        except AnswerProblem as error:
            problems.append(Problem(question.key, error.message, error.parts))
    problems += [
        _none_given(rule, reading.language) for rule in unmet(step.page, step.questions, answers)
    ]
    return tuple(problems)


def _problems_of_items(
    question: Question, answers: Mapping[str, Any], reading: Reading
) -> list[Problem]:
    """Return the first thing of several that will not do any more, if there is one."""
    repeat = question.repeat
    for number, item in enumerate(answers.get(question.key) or (), 1):
        if repeat is None:
            break
        shown = settle(repeat.page, dict(answers), item)
        step = Step(repeat.page, shown, is_done=True)
        found = problems_of(step, {**answers, **item}, reading)
        if found:
            called = f"{repeat.one.within(reading.language)} {number}"
            return [Problem(question.key, f"{called}: {found[0].message}")]
    return []


def refusal_of(
    page: Page, answers: Mapping[str, Any], *, council_id: int, now: datetime
) -> Refusal | None:
    """Return the first refusal of a page's checks; one whose facts are not known does not run."""
    for use in page.checks:
        known = {wanted: answers.get(question) for wanted, question in use.inputs.items()}
        if any(answer is None for answer in known.values()):
            continue
        request = CheckRequest(council_id=council_id, now=now, answers=known)
        refusal = page_checks.get(use.key).refusal(request)
        if refusal is not None:
            return refusal
    return None


def first_obstacle(journey: Journey, reading: Reading, *, now: datetime) -> Step | None:
    """
    Return the first page that stands in the way of submission, or nothing if all is well.

    Every page that matters is judged again: time passes between answering and sending.
    """
    if not journey.is_complete:
        return journey.exit or journey.first_undone
    for step in journey.steps:
        if problems_of(step, journey.answers, reading):
            return step
    for step in journey.steps:
        if refusal_of(step.page, journey.answers, council_id=reading.council.id, now=now):
            return step
    return None


def _judge(question: Question, answer: Any, reading: Reading) -> None:
    if answer is not None:
        if was_refused(answer):
            raise AnswerProblem(refusal())
        field_types.get(question.type).judge(question, answer, reading)
    elif question.is_required:
        raise AnswerProblem(question.missing.within(reading.language) or _missing(question.type))


def _none_given(rule: Unmet, language: str) -> Problem:
    """Return the problem that none of some questions is answered, at the first of them."""
    names = ", ".join(one.called(language) for one in rule.questions)
    usual = _("Answer at least one of these: %(questions)s") % {"questions": names}
    return Problem(rule.questions[0].key, rule.rule.message.within(language) or usual)


def _missing(question_type: str) -> str:
    """Return what is said of a missing answer where the form says nothing of its own."""
    match question_type:
        case "radios" | "select" | "checkboxes":
            words = _("Choose an answer")
        case "declaration":
            words = _("Tick the box to go on")
        case "upload":
            words = _("Add a file")
        case "address":
            words = _("Enter an address")
        case "map_location":
            words = _("Say where it is")
        case "date":
            words = _("Enter a date")
        case "booking":
            words = _("Choose a time")
        case _:
            words = _("Enter an answer")
    return words
