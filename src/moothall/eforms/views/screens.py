"""What the pages of a form are drawn from: everything decided here, nothing in the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from moothall.eforms.becoming import fact, words_of
from moothall.eforms.definition import Definition, Question
from moothall.eforms.fields import Typed, field_types
from moothall.eforms.journey import Journey, Step
from moothall.eforms.judging import Problem
from moothall.eforms.models import Draft, Submission
from moothall.eforms.ports import Refusal
from moothall.eforms.queries import uploads_of
from moothall.eforms.revisions import revision_of
from moothall.eforms.views.doors import Door
from moothall.eforms.views.places_on_page import address_parts, place_parts
from moothall.eforms.wording import Block, Wording, blocks, filled

_NOT_STORED = "no-store"


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
    #: What the page asks further, and where; nothing is wrong yet.
    asks_more: Mapping[str, str] | None = None

    def value(self, part: str = "") -> str:
        """Return what is in an input: that of the question's own name, or of a part of it."""
        return next(iter(self.typed.get(f"{self.name}{part}", ())), "")

    @property
    def values(self) -> Sequence[str]:
        """Return all that is chosen."""
        return self.typed.get(self.name, ())


def said(door: Door, text: Wording) -> str:
    """Return a text of the form in the door's language, with the council's facts in it."""
    contact = door.council.contact
    return filled(
        text.within(door.language),
        {
            "council.name": door.council.name_in(door.language),
            "council.phone": contact.phone,
            "council.email": contact.email,
        },
    )


def said_in_blocks(door: Door, text: Wording) -> tuple[Block, ...]:
    """Return a longer text of the form as paragraphs and lists."""
    return blocks(said(door, text))


def start_screen(request: HttpRequest, door: Door, definition: Definition) -> HttpResponse:
    """Draw the page before the first question."""
    start = definition.start
    return _draw(
        request,
        door,
        definition,
        "start",
        introduction=said_in_blocks(door, start.introduction),
        needs=[said(door, need) for need in start.needs],
        after=said_in_blocks(door, start.after),
    )


def page_screen(
    request: HttpRequest,
    door: Door,
    *,
    secret: str,
    draft: Draft,
    definition: Definition,
    journey: Journey,
    step: Step,
    typed: Typed | None = None,
    problems: Sequence[Problem] = (),
    clash: bool = False,
    returning: bool = False,
) -> HttpResponse:
    """Draw a page: what was typed into it last, or else its saved answers, and what is wrong."""
    kept = draft.typed.get(step.key) if typed is None else typed
    shown = _saved_as_typed(step, draft.answers) if kept is None else kept
    fields = [
        _field(door, question, shown=shown, problems=problems, step=step, draft=draft)
        for question in step.questions
    ]
    before = journey.before(step.key)
    total = 0 if _branches(definition) else len(journey.steps) + 1
    return _draw(
        request,
        door,
        definition,
        "page",
        heading=said(door, step.page.title or step.questions[0].label),
        shows_heading=not step.page.is_one_question,
        kind=step.page.kind.value,
        body=said_in_blocks(door, step.page.body),
        fields=fields,
        errors=_errors(fields),
        clash=_saved_words(door, step, draft.answers) if clash else (),
        revision=revision_of(step, draft.answers),
        returning=returning,
        takes_files=any(one.widget == "upload" for one in fields),
        page_has_map=any(one.extra.get("centre") for one in fields),
        back_href=_back(door, secret, before.key if before else "", returning=returning),
        save_href=door.url("form-save", secret=secret, page=step.key),
        number=journey.number_of(step.key) if total else 0,
        total=total,
    )


def refusal_screen(
    request: HttpRequest,
    door: Door,
    *,
    secret: str,
    definition: Definition,
    step: Step,
    refusal: Refusal,
    returning: bool,
) -> HttpResponse:
    """Draw a polite no, from which one may go back and change the answer."""
    here = door.url("form-page", secret=secret, page=step.key)
    return _draw(
        request,
        door,
        definition,
        "refusal",
        heading=said(door, refusal.title),
        body=said_in_blocks(door, refusal.body),
        back_href=f"{here}?return=check" if returning else here,
    )


def check_screen(
    request: HttpRequest,
    door: Door,
    *,
    secret: str,
    definition: Definition,
    journey: Journey,
) -> HttpResponse:
    """Draw all answers that matter, each with a way to change it that comes back here."""
    rows = []
    for step in journey.steps:
        href = door.url("form-page", secret=secret, page=step.key) + "?return=check"
        for question in step.questions:
            words = words_of(question, journey.answers.get(question.key), door.language)
            name = said(door, question.short_label or question.label)
            rows.append(
                {"key": name, "value": list(words) or _("Not given"), "change_href": href,
                 "change_what": name}
            )  # fmt: skip
    last = journey.steps[-1]
    return _draw(
        request,
        door,
        definition,
        "check",
        rows=rows,
        back_href=door.url("form-page", secret=secret, page=last.key),
    )


def done_screen(
    request: HttpRequest, door: Door, *, definition: Definition, submission: Submission
) -> HttpResponse:
    """Draw the confirmation, with the reference and what happens next."""
    confirmation = definition.confirmation
    email = fact(definition, submission.answers, "person.email") or ""
    phone = fact(definition, submission.answers, "person.phone") or ""
    return _draw(
        request,
        door,
        definition,
        "done",
        heading=said(door, confirmation.title),
        reference=submission.reference,
        case_href=f"/workspace/cases/{submission.reference}/",
        email=email,
        can_be_followed=bool(email or phone),
        next_steps=said_in_blocks(door, confirmation.next_steps),
        next_time=said_in_blocks(door, confirmation.next_time),
    )


def gone_screen(request: HttpRequest, door: Door) -> HttpResponse:
    """Say that a draft is not there any more, what became of it, and how to begin again."""
    return _notice(request, door, "gone", 404)


def busy_screen(request: HttpRequest, door: Door) -> HttpResponse:
    """Say that too many forms were begun from one place, and what to do."""
    return _notice(request, door, "busy", 429)


def _notice(request: HttpRequest, door: Door, name: str, status: int) -> HttpResponse:
    response = render(
        request,
        f"eforms/public/{name}.html",
        {**door.context, "base": door.template, "start_href": door.url("form-start")},
        status=status,
    )
    response["Cache-Control"] = _NOT_STORED
    return response


def _draw(
    request: HttpRequest, door: Door, definition: Definition, name: str, **context: Any
) -> HttpResponse:
    response = render(
        request,
        f"eforms/public/{name}.html",
        {
            **door.context,
            "base": door.template,
            "staffed": door.is_staffed,
            "form_title": said(door, definition.title),
            **context,
        },
    )
    response["Cache-Control"] = _NOT_STORED
    return response


def _field(
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
    elif question.type == "upload":
        extra = {"files": draft_files(draft, question)}
    return FieldOnPage(
        name=question.key,
        widget=field_types.get(question.type).widget,
        label=_labelled(door, question),
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
        asks_more={"text": problem.message, "href": f"#{question.key}-{problem.parts[0]}"}
        if problem is not None and problem.asks_more and extra.get("near")
        else None,
    )


def _labelled(door: Door, question: Question) -> str:
    label = said(door, question.label)
    if question.is_required or question.type == "declaration":
        return label
    return _("%(question)s (optional)") % {"question": label}


def draft_files(draft: Draft, question: Question) -> list[dict[str, str]]:
    """Return the files of a question that the draft holds, saved with an answer or not yet."""

    return [
        {"id": str(upload.file_id), "name": upload.file.original_name}
        for upload in uploads_of(draft.pk)
        if upload.question == question.key
    ]


def _errors(fields: Sequence[FieldOnPage]) -> list[dict[str, str]]:
    return [{"href": f"#{_focus_of(one)}", "text": one.error} for one in fields if one.error]


def _focus_of(one: FieldOnPage) -> str:
    """Return the id of the input that the error's link leads to."""
    if one.widget == "date":
        return f"{one.name}-{one.wrong[0] if one.wrong else 'day'}"
    return f"{one.name}-{one.wrong[0]}" if one.wrong else one.name


def _saved_as_typed(step: Step, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    typed: dict[str, list[str]] = {}
    for question in step.questions:
        if answers.get(question.key) is not None:
            field_type = field_types.get(question.type)
            typed.update(field_type.typed(question, answers[question.key]))
    return typed


def _saved_words(
    door: Door, step: Step, answers: Mapping[str, Any]
) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "key": said(door, question.short_label or question.label),
            "value": list(words_of(question, answers.get(question.key), door.language))
            or _("Not given"),
        }
        for question in step.questions
    )


def _branches(definition: Definition) -> bool:
    return any(page.show_when.run is not None for page in definition.pages)


def _back(door: Door, secret: str, before: str, *, returning: bool) -> str:
    if returning:
        return door.url("form-check", secret=secret)
    if before:
        return door.url("form-page", secret=secret, page=before)
    return door.url("form-start")
