"""How the questions of a page are drawn: everything decided here, nothing in the templates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.at_least_one import needed_with_others
from moothall.eforms.becoming import words_of
from moothall.eforms.definition import Question
from moothall.eforms.fields import Typed, field_types
from moothall.eforms.fields.uploading import kind_input, kinds_of
from moothall.eforms.journey import Step
from moothall.eforms.judging import Problem
from moothall.eforms.models import Draft
from moothall.eforms.queries import uploads_of
from moothall.eforms.views.doors import Door
from moothall.eforms.views.places_on_page import address_parts, place_parts, shape_parts
from moothall.eforms.views.saying import said, said_in_blocks

#: With more answers than so many, a list is one to type into.
LONG_LIST = 30
#: The part of a question of several inputs to which its error leads where none is named.
_FIRST_PART = {"date": "day", "bank_account": "name"}


@dataclass(frozen=True)
class FieldOnPage:
    """One question as the template draws it."""

    name: str
    widget: str
    label: str
    hint: str
    error: str
    wrong: tuple[str, ...]
    is_heading: bool
    typed: Mapping[str, Sequence[str]]
    options: Sequence[Mapping[str, str]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    help: Mapping[str, Any] | None = None
    #: What the page asks further, and where; nothing is wrong yet.
    asks_more: Mapping[str, str] | None = None
    #: Who vouches for the answer, which is then shown and not asked, and the answer in words.
    confirmed_by: str = ""
    confirmed: Sequence[str] = ()

    def value(self, part: str = "") -> str:
        """Return what is in an input: that of the question's own name, or of a part of it."""
        return next(iter(self.typed.get(f"{self.name}{part}", ())), "")

    @property
    def is_long_list(self) -> bool:
        """Tell whether it has a list that one would rather type into."""
        asks_country = bool(self.extra.get("countries") and self.extra.get("is_typed"))
        return asks_country or (self.widget == "select" and len(self.options) > LONG_LIST)

    @property
    def list_words(self) -> str:
        """Return what the script of a long list says, as JSON."""
        return json.dumps(
            {
                "nothing": _("Nothing in the list is like this"),
                "hint": _("Type to shorten the list, then choose with the arrow keys"),
                "selected": _("{option}, {index} of {count}, is chosen"),
                "results": _("Answers in the list: {count}"),
            }
        )

    @property
    def values(self) -> Sequence[str]:
        """Return all that is chosen."""
        return self.typed.get(self.name, ())


def field_on_page(
    door: Door,
    question: Question,
    *,
    shown: Typed,
    problems: Sequence[Problem],
    step: Step,
    draft: Draft,
) -> FieldOnPage:
    problem = next((one for one in problems if one.question == question.key), None)
    is_wrong = problem is not None and not problem.asks_more
    extra: Mapping[str, Any] = {}
    if question.type == "address":
        extra = address_parts(door, question, shown)
    elif question.type == "map_location":
        extra = place_parts(door, question, shown)
    elif question.type in ("map_line", "map_area"):
        extra = shape_parts(door, question)
    elif question.type == "upload":
        extra = {
            "files": draft_files(draft, question),
            "kinds": [(kind.value, said(door, kind.label)) for kind in kinds_of(question)],
            "needed": [said(door, kind.label) for kind in kinds_of(question) if kind.is_needed],
        }
    return FieldOnPage(
        name=question.key,
        widget=field_types.get(question.type).widget,
        label=_labelled(door, question, step),
        hint=said(door, question.hint),
        error=problem.message if problem is not None and is_wrong else "",
        wrong=problem.parts if problem is not None and is_wrong else (),
        is_heading=step.page.is_one_question,
        typed=shown,
        options=[
            {"value": one.value, "label": said(door, one.label), "hint": said(door, one.hint)}
            for one in question.options
        ],
        settings=question.settings,
        extra=extra,
        help=_help(door, question),
        asks_more=_asks_more(question, problem, extra),
        **_confirmed(door, question, step, draft),
    )


def _confirmed(door: Door, question: Question, step: Step, draft: Draft) -> dict[str, Any]:
    vouched = draft.confirmed.get(question.key)
    if vouched is None:
        return {}
    words = words_of(question, vouched["answer"], door.language)
    return {"confirmed_by": vouched["by"], "confirmed": words}


def _help(door: Door, question: Question) -> Mapping[str, Any] | None:
    if not question.help_title:
        return None
    return {
        "title": said(door, question.help_title),
        "body": said_in_blocks(door, question.help_body),
    }


def _asks_more(
    question: Question, problem: Problem | None, extra: Mapping[str, Any]
) -> Mapping[str, str] | None:
    """Return what the page asks further and where, or nothing."""
    if problem is None or not problem.asks_more:
        return None
    if not problem.parts:
        return {"text": problem.message, "href": f"#{_first_input(question)}"}
    if extra.get("near"):
        return {"text": problem.message, "href": f"#{question.key}-{problem.parts[0]}"}
    return None


def _first_input(question: Question) -> str:
    part = _FIRST_PART.get(question.type)
    return f"{question.key}-{part}" if part else question.key


def with_worked_out(
    door: Door, question: Question, shown: Typed, known: Mapping[str, Any]
) -> Typed:
    """Return what is in the inputs, with what a calculated answer comes to."""
    value = known.get(question.key)
    if question.calculate is None or value is None:
        return shown
    return {**shown, question.key: list(words_of(question, value, door.language))}


def _labelled(door: Door, question: Question, step: Step) -> str:
    label = said(door, question.label)
    if question.is_required or question.type == "declaration":
        return label
    if question.key in needed_with_others(step.page):
        return label
    return _("%(question)s (optional)") % {"question": label}


def one_is_needed(door: Door, step: Step, shown: Sequence[Question]) -> list[str]:
    """Say for each rule of the page of which of the questions that are shown one is needed."""
    groups = (
        [said(door, one.short_label or one.label) for one in shown if one.key in rule.of]
        for rule in step.page.at_least_one
    )
    return [
        _("Answer at least one of these: %(questions)s") % {"questions": ", ".join(names)}
        for names in groups
        if len(names) > 1
    ]


def draft_files(draft: Draft, question: Question) -> list[dict[str, str]]:
    """Return the files of a question that the draft holds, saved with an answer or not yet."""

    return [
        {
            "id": str(upload.file_id),
            "name": upload.file.original_name,
            "kind": upload.kind,
            "input": kind_input(question, upload.file_id),
        }
        for upload in uploads_of(draft.pk)
        if upload.question == question.key
    ]


def errors_of(fields: Sequence[FieldOnPage]) -> list[dict[str, str]]:
    return [{"href": f"#{_focus_of(one)}", "text": one.error} for one in fields if one.error]


def _focus_of(one: FieldOnPage) -> str:
    """Return the id of the input that the error's link leads to."""
    if one.widget in _FIRST_PART:
        return f"{one.name}-{one.wrong[0] if one.wrong else _FIRST_PART[one.widget]}"
    return f"{one.name}-{one.wrong[0]}" if one.wrong else one.name
