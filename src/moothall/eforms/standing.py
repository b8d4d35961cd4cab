"""
How a draft stands to the versions that were published since it was begun.

Each newer version says what becomes of drafts in flight; the strictest of them counts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from moothall.eforms.definition import Definition, PageKind, Question
from moothall.eforms.fields import AnswerProblem, Reading, field_types
from moothall.eforms.journey import relevant
from moothall.eforms.models import InFlight


@dataclass(frozen=True)
class NewerVersions:
    """The newest version, and the newest that asked to check again or closed older drafts."""

    number: int
    check_again: int
    closed: int


def standing(number: int, newer: NewerVersions) -> InFlight:
    """Return what becomes of a draft of version `number`."""
    if number < newer.closed:
        return InFlight.CLOSED
    return InFlight.CHECK_AGAIN if number < newer.check_again else InFlight.FINISH


@dataclass(frozen=True)
class Refitted:
    """Answers that a newer version takes over, and the questions whose answers it cannot."""

    answers: Mapping[str, Any]
    dropped: tuple[Question, ...]


def refit(old: Definition, new: Definition, given: Mapping[str, Any], reading: Reading) -> Refitted:
    """
    Return what a newer version takes over of a draft's answers.

    An answer stays if its question is still there, of the same type, and would take it today.
    What depends on a dropped one falls out of the journey by itself.
    """
    asked = {one.key: one for page in new.pages for one in page.questions}
    told = {page.key for page in new.pages if page.kind is PageKind.INFORMATION}
    before = {one.key: one for page in old.pages for one in page.questions}
    mattered: Collection[str] = relevant(old, given).answers
    kept, dropped = {}, []
    for key, answer in given.items():
        if key in told or _fits(before.get(key), asked.get(key), answer, reading):
            kept[key] = answer
        elif key in before and key in mattered and answer is not None:
            dropped.append(before[key])
    return Refitted(kept, tuple(dropped))


def _fits(before: Question | None, now: Question | None, answer: Any, reading: Reading) -> bool:
    if before is None or now is None or before.type != now.type:
        return False
    if now.repeat is not None:
        page = now.repeat.page
        old = {} if before.repeat is None else {q.key: q for q in before.repeat.page.questions}
        return all(
            _fits(old.get(one.key), one, item[one.key], reading)
            for item in answer or ()
            for one in page.questions
            if one.key in item
        )
    if answer is None:
        return not now.is_required
    try:
        field_types.get(now.type).judge(now, answer, reading)
    except AnswerProblem:
        return False
    return True
