"""How answers are shown: to be checked before sending, in lists of several, in a task list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.becoming import item_words
from moothall.eforms.definition import Definition, Question
from moothall.eforms.journey import Journey, Step
from moothall.eforms.shown import ShownAnswer, shown_groups
from moothall.eforms.views.doors import Door
from moothall.eforms.views.saying import said

Row = dict[str, Any]


@dataclass(frozen=True)
class AnswerGroup:
    """Some answers under a heading, which is empty where the form has no parts."""

    heading: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class TaskRow:
    """A part of a long form, and how far the person has come with it."""

    title: str
    href: str
    status: str
    tone: str
    is_done: bool


def answer_groups(
    door: Door, definition: Definition, journey: Journey, secret: str | None
) -> list[AnswerGroup]:
    """Return all answers that matter by part of the form, with a way to change each of a draft."""
    groups = shown_groups(definition, journey, council=door.council, language=door.language)
    return [
        AnswerGroup(group.heading, [_row(door, answer, secret) for answer in group.answers])
        for group in groups
    ]


def item_rows(
    door: Door, question: Question, journey: Journey, secret: str, *, returning: bool
) -> list[Mapping[str, str]]:
    """Return each of several things in a line, with the ways to change it and to take it away."""
    repeat = question.repeat
    rows: list[Mapping[str, str]] = []
    suffix = "?return=check" if returning else ""
    for number, item in enumerate(journey.answers.get(question.key) or (), 1):
        if repeat is None:
            break
        page = f"{question.key}_{number}"
        rows.append(
            {
                "text": item_words(repeat, item, door.language),
                "change_href": door.url("form-page", secret=secret, page=page) + suffix,
                "remove_href": door.url("form-remove", secret=secret, page=page) + suffix,
            }
        )
    return rows


def task_rows(door: Door, definition: Definition, journey: Journey, secret: str) -> list[TaskRow]:
    """Return the parts of a form that this person goes through, in order."""
    rows = []
    for section in definition.sections:
        steps = [step for step in journey.steps if step.page.section == section.key]
        if steps:
            rows.append(_task(door, said(door, section.title), steps, journey, secret))
    return rows


def _task(door: Door, title: str, steps: list[Step], journey: Journey, secret: str) -> TaskRow:
    if not journey.may_visit(steps[0].key):
        return TaskRow(title, "", _("Cannot start yet"), "", is_done=False)
    undone = next((step for step in steps if not step.is_done), None)
    href = door.url("form-page", secret=secret, page=(undone or steps[0]).key)
    if undone is None:
        return TaskRow(title, href, _("Completed"), "", is_done=True)
    if undone is steps[0]:
        return TaskRow(title, href, _("Not yet started"), "new", is_done=False)
    return TaskRow(title, href, _("In progress"), "active", is_done=False)


def _row(door: Door, answer: ShownAnswer, secret: str | None) -> Row:
    row: Row = {"key": answer.name, "value": list(answer.words)}
    if secret is None or not answer.is_given_by_hand:
        return row
    href = door.url("form-page", secret=secret, page=answer.page) + "?return=check"
    return {**row, "change_href": href, "change_what": answer.name}
