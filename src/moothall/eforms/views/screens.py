"""What the pages of a form are drawn from: everything decided here, nothing in the templates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.eforms.actions import reading_for
from moothall.eforms.appointments.chosen import BOOKING
from moothall.eforms.becoming import words_of
from moothall.eforms.definition import Definition
from moothall.eforms.fees import fee_due
from moothall.eforms.fields import Typed
from moothall.eforms.journey import Journey, Step
from moothall.eforms.judging import Problem, read_page
from moothall.eforms.keeping_words import days_in_words
from moothall.eforms.models import Draft, Signing
from moothall.eforms.ports import Refusal
from moothall.eforms.revisions import revision_of
from moothall.eforms.signing import signer_of
from moothall.eforms.unseen import as_typed, with_unseen
from moothall.eforms.views.answers_on_page import answer_groups, item_rows, task_rows
from moothall.eforms.views.doors import Door
from moothall.eforms.views.fields_on_page import (
    errors_of,
    field_on_page,
    one_is_needed,
    with_worked_out,
)
from moothall.eforms.views.saying import said, said_in_blocks
from moothall.eforms.views.times import held_on_page, pages_of_times, with_times
from moothall.kernel import clock

_NOT_STORED = "no-store"


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
    kept, saved = draft.typed.get(step.key), journey.saved(step)
    if typed is not None:
        kept = with_unseen(step.page, typed, kept or {}, saved)
    shown = as_typed(step.questions, saved) if kept is None else kept
    questions, known = step.questions, journey.known
    if kept is not None and step.page.reveals:
        reading = reading_for(draft, step, door.language, clock.now())
        read = read_page(step.page, journey.known, kept, reading)
        questions, known = read.questions, read.known
    fields = [
        field_on_page(door, question, shown=with_worked_out(door, question, shown, known),
               problems=problems, step=step, draft=draft)
        for question in questions if question.is_seen
    ]  # fmt: skip
    fields = with_times(
        request, door, fields, step=step, saved=saved, known=known, kept=kept or {},
        secret=secret, returning=returning,
    )  # fmt: skip
    before = journey.before(step.key)
    total = 0 if _branches(definition) else len(journey.steps) + 1
    return draw(
        request,
        door,
        definition,
        "page",
        heading=said(door, step.page.title or step.questions[0].label),
        shows_heading=not step.page.is_one_question,
        kind=step.page.kind.value,
        body=said_in_blocks(door, step.page.body),
        fields=fields,
        held=held_on_page(
            door, journey.answers, secret=secret, here=step.key, pages=pages_of_times(definition)
        ),
        times_alone=all(one.widget == BOOKING for one in fields) and not _may_be_left(step),
        account_href=account_href(door),
        one_is_needed=one_is_needed(door, step, questions),
        drawn=[question.key for question in questions] if step.page.reveals else (),
        reveal_href=door.url("form-reveal", secret=secret, page=step.key)
        if step.page.reveals
        else "",
        errors=errors_of(fields),
        dropped=[one.get(door.language) or one["en"] for one in draft.dropped],
        clash=_saved_words(door, step, journey.saved(step)) if clash else (),
        revision=revision_of(step, journey.saved(step)),
        since=int(clock.now().timestamp()),
        returning=returning,
        takes_files=any(one.widget == "upload" for one in fields),
        page_has_long_list=any(one.is_long_list for one in fields),
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
    return draw(
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
    signing: Signing | None = None,
) -> HttpResponse:
    """
    Draw all answers that matter, each with a way to change it that comes back here.

    `signing` is what came of a signature that was asked for before.
    """
    last = journey.steps[-1]
    return draw(
        request,
        door,
        definition,
        "check",
        groups=answer_groups(door, definition, journey, secret),
        declaration=said_in_blocks(door, definition.declaration),
        signer=signer_of(definition, journey.answers, journey.known),
        fee=fee_due(definition, journey),
        held=held_on_page(
            door, journey.answers, secret=secret, here="check", pages=pages_of_times(definition)
        ),
        cannot_pay="cannot-pay" in request.GET,
        signing=signing,
        kept_for=days_in_words(definition.keeping_days) if definition.keeping_days else "",
        keeps_person=definition.named("person.name") is not None,
        back_href=door.url("form-page", secret=secret, page=last.key),
    )


def tasks_screen(
    request: HttpRequest, door: Door, *, secret: str, definition: Definition, journey: Journey
) -> HttpResponse:
    """Draw the parts of a long form with the state of each, and the way to the end."""
    tasks = task_rows(door, definition, journey, secret)
    return draw(
        request,
        door,
        definition,
        "tasks",
        tasks=tasks,
        done=sum(task.is_done for task in tasks),
        check_href=door.url("form-check", secret=secret) if journey.is_complete else "",
        back_href=door.url("form-start"),
    )


def items_screen(
    request: HttpRequest,
    door: Door,
    *,
    secret: str,
    definition: Definition,
    journey: Journey,
    step: Step,
    problems: Sequence[Problem],
    returning: bool,
) -> HttpResponse:
    """Draw what was named so far of several things, and ask whether there is more."""
    (question,) = step.page.questions
    before = journey.before(step.key)
    rows = item_rows(door, question, journey, secret, returning=returning)
    is_full = question.repeat is not None and len(rows) >= question.repeat.most
    return draw(
        request,
        door,
        definition,
        "items",
        heading=said(door, step.page.title),
        body=said_in_blocks(door, step.page.body),
        one=said(door, question.repeat.one) if question.repeat else "",
        rows=rows,
        is_full=is_full,
        errors=[{"href": "#another", "text": one.message} for one in problems],
        returning=returning,
        back_href=_back(door, secret, before.key if before else "", returning=returning),
    )


def remove_screen(
    request: HttpRequest,
    door: Door,
    *,
    definition: Definition,
    what: str,
    back_href: str,
    returning: bool,
) -> HttpResponse:
    """Draw the question whether one of several things shall go."""
    return draw(
        request, door, definition, "remove", what=what, back_href=back_href, returning=returning
    )


def closed_screen(
    request: HttpRequest, door: Door, *, definition: Definition, journey: Journey
) -> HttpResponse:
    """Say that a form takes nothing any more; what was answered can be read and copied."""
    groups = answer_groups(door, definition, journey, None)
    return draw(request, door, definition, "closed", groups=groups)


def signature_screen(
    request: HttpRequest,
    door: Door,
    *,
    definition: Definition,
    signing: Signing,
    last_day: datetime,
    error: str,
    sent: bool,
    failed: bool,
) -> HttpResponse:
    """Say for whom a form waits and until when, with the ways to hurry it or to take it back."""
    return draw(
        request,
        door,
        definition,
        "signature",
        signing=signing,
        last_day=last_day,
        errors=[{"href": "#again", "text": error}] if error else [],
        sent=sent,
        failed=failed,
    )


def fee_screen(
    request: HttpRequest,
    door: Door,
    *,
    definition: Definition,
    pence: int,
    standing: str,
    basket_href: str,
    signer: str,
    cannot_pay: bool,
) -> HttpResponse:
    """
    Say that a form waits for its fee, with the ways to pay and to take it back.

    `signer` is who signed it; such a form may be in no basket yet, or not any more.
    """
    return draw(
        request,
        door,
        definition,
        "fee",
        pence=pence,
        standing=standing,
        basket_href=basket_href,
        signer=signer,
        cannot_pay=cannot_pay,
    )


def not_open_screen(request: HttpRequest, door: Door, definition: Definition) -> HttpResponse:
    """Say that a form is not open, instead of its start page."""
    return draw(request, door, definition, "closed", groups=[])


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
        {
            **door.context,
            "base": door.template,
            "start_href": door.url("form-start"),
            "sign_in_host": settings.SIGN_IN_HOST,
        },
        status=status,
    )
    response["Cache-Control"] = _NOT_STORED
    return response


def draw(
    request: HttpRequest, door: Door, definition: Definition, name: str, **context: Any
) -> HttpResponse:
    """Draw a page of a form at a door; no browser keeps it."""
    response = render(
        request,
        f"eforms/public/{name}.html",
        {
            **door.context,
            "base": door.template,
            "staffed": door.is_staffed,
            "has_token": not door.is_open_to_anyone,
            "form_title": said(door, definition.title),
            **context,
        },
    )
    response["Cache-Control"] = _NOT_STORED
    return response


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


def _may_be_left(step: Step) -> bool:
    """Tell whether a page can be gone on from without any answer."""
    return not any(one.is_required for one in step.questions)


def account_href(door: Door) -> str:
    """Return where the form is begun by whoever signs in, at the door that needs no signing in."""
    if not (door.is_open_to_anyone and settings.SIGN_IN_HOST):
        return ""
    return reverse("account:form-start", kwargs={"form": door.form})


def _branches(definition: Definition) -> bool:
    return any(page.show_when.run is not None for page in definition.pages)


def _back(door: Door, secret: str, before: str, *, returning: bool) -> str:
    if returning:
        return door.url("form-check", secret=secret)
    if before:
        return door.url("form-page", secret=secret, page=before)
    return door.url("form-start")
