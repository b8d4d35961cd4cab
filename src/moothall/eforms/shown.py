"""The answers that matter as a person reads them: on the check page and in what is sent home."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from moothall.councils.rows import CouncilRow
from moothall.eforms.becoming import words_of
from moothall.eforms.definition import Definition, Question
from moothall.eforms.journey import Journey
from moothall.eforms.wording import Wording, filled


@dataclass(frozen=True)
class ShownAnswer:
    """One question's short name, its answer in words, and the page where it is asked."""

    name: str
    words: tuple[str, ...]
    page: str
    is_given_by_hand: bool = True


@dataclass(frozen=True)
class ShownGroup:
    """Some answers under a heading, which is empty where the form has no parts."""

    heading: str
    answers: list[ShownAnswer] = field(default_factory=list)


def spoken(text: Wording, council: CouncilRow, language: str) -> str:
    """Return a text of the form in a language, with the council's facts in it."""
    return filled(
        text.within(language),
        {
            "council.name": council.name_in(language),
            "council.phone": council.contact.phone,
            "council.email": council.contact.email,
        },
    )


def shown_groups(
    definition: Definition,
    journey: Journey,
    *,
    council: CouncilRow,
    language: str,
    hides: Callable[[Question], bool] = lambda question: False,
) -> list[ShownGroup]:
    """
    Return all answers that matter by part of the form; what is confidential shows its end.

    Those that `hides` names are there without their words. No word says why: whoever reads it
    may be who somebody is protected from.
    """
    reader = _Reader(journey, council, language, hides)
    titles = {one.key: spoken(one.title, council, language) for one in definition.sections}
    groups: list[ShownGroup] = []
    for step in journey.steps:
        heading = titles.get(step.page.section, "")
        if not groups or groups[-1].heading != heading:
            groups.append(ShownGroup(heading))
        for question in step.questions:
            if question.repeat is not None:
                groups += reader.several(question)
                groups.append(ShownGroup(heading))
            elif question.is_seen:
                answer = journey.answers.get(question.key)
                groups[-1].answers.append(reader.answer(question, answer, step.key))
    return [group for group in groups if group.answers]


@dataclass(frozen=True)
class _Reader:
    """Somebody who reads a form's answers in a language."""

    journey: Journey
    council: CouncilRow
    language: str
    hides: Callable[[Question], bool]

    def answer(self, question: Question, answer: Any, page: str) -> ShownAnswer:
        """Return one answer; what was left blank is said to be."""
        if self.hides(question):
            hidden = (_("Not shown here"),)
            return ShownAnswer(self._name(question), hidden, page, is_given_by_hand=False)
        words = words_of(question, answer, self.language) or (_("Not given"),)
        return ShownAnswer(self._name(question), words, page, question.calculate is None)

    def several(self, question: Question) -> list[ShownGroup]:
        """Return a group for each of several things, and one that counts them."""
        repeat = question.repeat
        if repeat is None:
            return []
        items = self.journey.answers.get(question.key) or ()
        one = spoken(repeat.one, self.council, self.language)
        groups = [
            ShownGroup(
                f"{one[:1].upper()}{one[1:]} {number}",
                [
                    self.answer(asked, item.get(asked.key), f"{question.key}_{number}")
                    for asked in repeat.page.questions
                    if asked.key in item and asked.is_seen
                ],
            )
            for number, item in enumerate(items, 1)
        ]
        count = _("%(number)s in all") % {"number": len(items)}
        counted = ShownAnswer(_("How many"), (count,), question.key)
        heading = spoken(question.label, self.council, self.language)
        return [*groups, ShownGroup(heading, [counted])]

    def _name(self, question: Question) -> str:
        return spoken(question.short_label or question.label, self.council, self.language)
