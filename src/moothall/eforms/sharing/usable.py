"""The last look at a form of another product: rules that could not even be kept are taken out."""

from graphlib import CycleError
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.compiling import condition, in_order
from moothall.eforms.definition import Question
from moothall.eforms.logic import BadRule
from moothall.eforms.sharing.building import Brought, Loss
from moothall.eforms.wording import wording


def usable(brought: Brought) -> Brought:
    """Return the form without rules nested too deeply or that wait for each other."""
    losses = list(brought.losses)
    for page in brought.document["pages"]:
        questions = page.get("questions", [])
        for part in (page, *questions):
            losses += _without_bad_rule(part)
        losses += _without_circles(questions)
    return Brought(brought.document, tuple(losses))


def _without_bad_rule(part: dict[str, Any]) -> list[Loss]:
    try:
        condition(part.get("show_when"))
    except BadRule as error:
        del part["show_when"]
        return [
            Loss(
                _called(part),
                _("when it is shown"),
                _("%(why)s; it is always shown, say when") % {"why": error},
            )
        ]
    return []


def _without_circles(questions: list[dict[str, Any]]) -> list[Loss]:
    by_key = {one["key"]: one for one in questions}
    losses: list[Loss] = []
    while True:
        try:
            in_order([_question(one) for one in questions])
        except CycleError as error:
            why = _("it waits for a question that waits for it; it is always shown, say when")
            circle = [by_key[key] for key in dict.fromkeys(error.args[1])]
            losses += [
                Loss(_called(one), _("when it is shown"), why)
                for one in circle
                if one.pop("show_when", None) is not None
            ]
        else:
            return losses


def _question(part: dict[str, Any]) -> Question:
    return Question(
        key=part["key"],
        type=part["type"],
        label=wording(part["label"]),
        show_when=condition(part.get("show_when")),
    )


def _called(part: dict[str, Any]) -> str:
    words = part.get("title") or part.get("label")
    return str(words["en"] if words else part["key"])
