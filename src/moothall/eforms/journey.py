"""
Which pages and answers matter: the one function that navigation, validation, the check page and
submission all ask.

Hidden means absent: an answer to a question that is not shown takes part in nothing, not even in
other conditions; it is kept in the draft, so that changing one's mind loses no word. An optional
question that was left blank is answered with nothing (null): the person has been there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from moothall.eforms.at_least_one import unmet
from moothall.eforms.definition import Definition, Page, PageKind, Question, Repeat

#: The name under which rules see the form's fees and limits.
FIGURES: Final = "figures"


@dataclass(frozen=True)
class Step:
    """A page that is part of this person's journey, and those of its questions that are."""

    page: Page
    questions: tuple[Question, ...]
    is_done: bool

    @property
    def key(self) -> str:
        """Return the page's key."""
        return self.page.key


@dataclass(frozen=True)
class Journey:
    """The way through a form that these answers lead along, in order."""

    steps: tuple[Step, ...]
    answers: Mapping[str, Any]
    figures: Mapping[str, Any] = field(default_factory=dict)
    #: All answers of the draft, relevant or not.
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> Mapping[str, Any]:
        """Return what rules may look at: the answers that matter, and the form's figures."""
        return {**self.answers, FIGURES: self.figures} if self.figures else self.answers

    def step(self, key: str) -> Step | None:
        """
        Return the step of this page, if the page is part of the journey.

        Of a page that asks for several things, `<page>_2` is the step that asks for the second.
        """
        page, _, item = key.partition("_")
        step = next((step for step in self.steps if step.key == page), None)
        return step if step is None or not item else self._item_step(step, item)

    def saved(self, step: Step) -> Mapping[str, Any]:
        """Return the saved answers of a step's page; of one thing of several, its own."""
        page, _, item = step.key.partition("_")
        if not item:
            return self.given
        items, place = self.given.get(page) or (), int(item) - 1
        return items[place] if place < len(items) else {}

    def _item_step(self, step: Step, item: str) -> Step | None:
        repeat = step.questions[0].repeat if step.questions else None
        items = self.given.get(step.key) or ()
        if repeat is None or not item.isdecimal() or not 1 <= int(item) <= len(items) + 1:
            return None
        if int(item) > repeat.most:
            return None
        saved = items[int(item) - 1] if int(item) <= len(items) else {}
        page = replace(repeat.page, key=f"{step.key}_{int(item)}")
        shown = settle(page, dict(self.known), saved)
        return Step(page, shown, _is_done(page, shown, saved, self.known))

    @property
    def first_undone(self) -> Step | None:
        """Return the first page that still needs the person, if there is one."""
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def exit(self) -> Step | None:
        """Return the page that ends the journey without a submission, if it was reached."""
        last = self.steps[-1] if self.steps else None
        return last if last and last.page.kind is PageKind.EXIT else None

    @property
    def is_complete(self) -> bool:
        """Tell whether everything that matters is answered and nothing ends it early."""
        return self.first_undone is None and self.exit is None

    def may_visit(self, key: str) -> bool:
        """Tell whether a person may open this page now: nothing before it is undone."""
        page = page_of(key)
        for step in self.steps:
            if step.key == page:
                return True
            if not step.is_done:
                return False
        return False

    def after(self, key: str) -> Step | None:
        """Return the page that follows, or nothing after the last."""
        return self._beside(key, 1)

    def before(self, key: str) -> Step | None:
        """Return the page that comes before, or nothing before the first."""
        return self._beside(key, -1)

    def number_of(self, key: str) -> int:
        """Return the page's place in the journey, from 1."""
        page = page_of(key)
        return next((n for n, step in enumerate(self.steps, 1) if step.key == page), 0)

    def _beside(self, key: str, offset: int) -> Step | None:
        if key != page_of(key):
            return self.step(page_of(key))
        place = self.number_of(key) - 1 + offset
        return self.steps[place] if 0 <= place < len(self.steps) else None


def relevant(definition: Definition, given: Mapping[str, Any]) -> Journey:
    """
    Return the journey that these answers lead along.

    Conditions look at earlier pages and at others of the same page, in whose order of dependency
    they are settled (publication refuses the rest), so one walk settles all.
    """
    known: dict[str, Any] = {FIGURES: definition.figure_values} if definition.figures else {}
    steps = []
    for page in definition.pages:
        if not page.show_when.holds(known):
            continue
        shown = settle(page, known, given)
        if page.kind is PageKind.QUESTIONS and not any(one.is_seen for one in shown):
            continue
        steps.append(Step(page, shown, _is_done(page, shown, given, known)))
        if page.kind is PageKind.EXIT:
            break
    known.pop(FIGURES, None)
    return Journey(tuple(steps), MappingProxyType(known), definition.figure_values, given)


def settle(page: Page, known: dict[str, Any], given: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions of a page that are shown, and add their answers to what is known."""
    shown = set()
    for question in page.settling:
        if not question.show_when.holds(known):
            continue
        shown.add(question.key)
        if question.calculate is not None:
            known[question.key] = question.calculate.value(known)
        elif question.repeat is not None:
            items = given.get(question.key)
            if items is not None:
                known[question.key] = [_item(question.repeat.page, known, one) for one in items]
        elif question.key in given:
            known[question.key] = given[question.key]
    return tuple(one for one in page.questions if one.key in shown)


def page_of(key: str) -> str:
    """Return the page of a step: that of `<page>_2`, one thing of several, is `<page>`."""
    return key.partition("_")[0]


def _item(page: Page, known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what matters of the answers for one thing of several."""
    inside = dict(known)
    shown = settle(page, inside, given)
    return {one.key: inside[one.key] for one in shown if one.key in inside}


def _is_done(
    page: Page,
    shown: tuple[Question, ...],
    given: Mapping[str, Any],
    known: Mapping[str, Any],
) -> bool:
    if page.kind is PageKind.EXIT:
        return True
    if page.kind is PageKind.INFORMATION:
        return page.key in given
    if any(unmet(page, shown, given)):
        return False
    return all(_is_answered(one, given, known) for one in shown)


def _is_answered(question: Question, given: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    if question.calculate is not None:
        return True
    if question.repeat is not None:
        return _are_enough(question.repeat, given.get(question.key), known)
    answered = question.key in given
    return answered and (given[question.key] is not None or not question.is_required)


def _are_enough(
    repeat: Repeat, items: Sequence[Mapping[str, Any]] | None, known: Mapping[str, Any]
) -> bool:
    """Tell whether there are as many things as the form asks for, each of them whole."""
    if items is None or len(items) < repeat.least:
        return False
    page = repeat.page
    return all(_is_done(page, settle(page, dict(known), one), one, known) for one in items)
