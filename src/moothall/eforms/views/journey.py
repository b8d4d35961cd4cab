"""The journey through a form, the same for both doors."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from moothall.eforms import actions
from moothall.eforms.appointments.chosen import bookings_in
from moothall.eforms.definition import PageKind
from moothall.eforms.errors import FormClosed, NeedsPayment, NeedsSignature, NotReady
from moothall.eforms.fields import Typed
from moothall.eforms.journey import Step
from moothall.eforms.judging import Problem, problems_of, refusal_of
from moothall.eforms.queries import latest_signing, submission_of
from moothall.eforms.views import counting, last_screens, screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.files import name_kinds, remove_file, take_files
from moothall.eforms.views.opening import (
    ENOUGH,
    Opened,
    here,
    is_returning,
    page_url,
    place_of_problem,
    see,
    typed_in,
    way_on,
)
from moothall.eforms.views.paying import ask_for_fee
from moothall.eforms.views.several import several
from moothall.eforms.views.signing import ask_to_sign
from moothall.eforms.views.times import KEEP_TIME, enough_of, kept_longer
from moothall.kernel import clock
from moothall.kernel.errors import NotFound


@require_http_methods(["GET", "HEAD"])
def resume(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Go to where the person is in the form."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    if opened.is_closed:
        return closed(request, door, opened)
    if bookings_in(opened.draft.answers) and not opened.is_elsewhere:
        actions.ask_again_for_times(
            actor=door.actor, council_id=door.council.id, secret=secret, with_free=True,
            now=clock.now(),
        )  # fmt: skip
        opened = Opened(door, secret)
    return redirect(here(door, secret, opened))


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, door: Door, secret: str, page: str) -> HttpResponse:
    """Show a page, or save it and go on."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    step = opened.journey.step(page)
    may_visit = step is not None and opened.journey.may_visit(page)
    if opened.is_closed or opened.is_frozen:
        _keep_though_shut(request, door, secret, page)
    if opened.is_elsewhere or step is None or not may_visit:
        return redirect(here(door, secret, opened))
    counting.seen(request, door, opened, step)
    returning = is_returning(request)
    is_several = step.page.kind is PageKind.REPEAT
    if request.method == "POST" and not is_several:
        return _saved(request, door, secret, opened, step)
    if "problem" in request.GET:
        return _with_its_problems(request, door, secret, opened, step)
    if is_several:
        return several(request, door, secret, opened, step)
    return _page(request, door, secret, opened, step, returning=returning)


def _with_its_problems(
    request: HttpRequest, door: Door, secret: str, opened: Opened, step: Step
) -> HttpResponse:
    """Show a page that stood in the way of sending, and say how."""
    reading = actions.reading_for(opened.draft, step, door.language, clock.now())
    problems = problems_of(step, opened.journey.known, reading)
    if request.GET["problem"] == ENOUGH:
        problems = enough_of(step)
    if step.page.kind is PageKind.REPEAT:
        return several(request, door, secret, opened, step, problems=problems)
    refusal = None if problems else refusal_of(
        step.page, opened.journey.answers, council_id=door.council.id, now=clock.now()
    )  # fmt: skip
    if refusal is not None:
        return screens.refusal_screen(
            request, door, secret=secret, definition=opened.definition, step=step,
            refusal=refusal, returning=True,
        )  # fmt: skip
    return _page(
        request, door, secret, opened, step, problems=problems, returning=is_returning(request)
    )


@require_http_methods(["POST"])
def save(request: HttpRequest, door: Door, secret: str, page: str) -> HttpResponse:
    """Keep what is being typed, and say nothing more."""
    try:
        actions.keep_typing(
            actor=door.actor,
            council_id=door.council.id,
            secret=secret,
            page=page,
            typed=typed_in(request),
            now=clock.now(),
        )
    except (NotFound, NotReady):
        return HttpResponse(status=404)
    return HttpResponse(status=204)


@require_http_methods(["POST"])
def reveal(request: HttpRequest, door: Door, secret: str, page: str) -> HttpResponse:
    """Draw the page's questions as they are by what is typed now, for the page's own script."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return HttpResponse(status=404)
    step = opened.journey.step(page)
    if step is None or opened.is_elsewhere:
        return HttpResponse(status=404)
    return _page(request, door, secret, opened, step, typed=typed_in(request))


@require_http_methods(["GET", "HEAD"])
def tasks(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Show the parts of a long form, and how far the person has come with each."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    if opened.is_elsewhere or not opened.definition.sections:
        return redirect(here(door, secret, opened))
    return screens.tasks_screen(
        request, door, secret=secret, definition=opened.definition, journey=opened.journey
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Show the answers, or hand them in; clicking again leads to the same confirmation."""
    if request.method == "POST":
        return _submitted(request, door, secret)
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    if opened.is_elsewhere or not opened.journey.is_complete:
        return redirect(here(door, secret, opened))
    counting.seen(request, door, opened, None)
    signing = latest_signing(opened.draft.pk) if opened.definition.needs.signature else None
    return screens.check_screen(
        request, door, secret=secret, definition=opened.definition, journey=opened.journey,
        signing=signing,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Show the confirmation, today and whenever it is opened again."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    submission = submission_of(opened.draft)
    if submission is None:
        return redirect(here(door, secret, opened))
    if request.method == "POST":
        return redirect(door.url("form-done", secret=secret))
    return last_screens.done_screen(
        request, door, secret=secret, definition=opened.definition, submission=submission
    )


def closed(request: HttpRequest, door: Door, opened: Opened) -> HttpResponse:
    """Say that the form takes nothing any more, and show what the person had answered."""
    return screens.closed_screen(
        request, door, definition=opened.definition, journey=opened.journey
    )


def _keep_though_shut(request: HttpRequest, door: Door, secret: str, page: str) -> None:
    """Keep what was just typed, so that it is not lost to the person."""
    if request.method == "POST":
        with suppress(NotReady):
            actions.keep_typing(
                actor=door.actor, council_id=door.council.id, secret=secret, page=page,
                typed=typed_in(request), now=clock.now(),
            )  # fmt: skip


def _kept_for_later(
    door: Door, secret: str, step: Step, typed: dict[str, list[str]]
) -> HttpResponse:
    """Keep what was typed, judged or not, and ask where to send the way back."""
    try:
        actions.keep_typing(
            actor=door.actor, council_id=door.council.id, secret=secret, page=step.key,
            typed=typed, now=clock.now(),
        )  # fmt: skip
    except NotReady:
        return see(door.url("form-resume", secret=secret))
    return see(door.url("form-later", secret=secret))


def _submitted(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    moment = clock.now()
    try:
        submission = actions.submit_draft(
            actor=door.actor,
            council_id=door.council.id,
            form=door.form,
            secret=secret,
            language=door.language,
            now=moment,
        )
    except NeedsSignature:
        return ask_to_sign(request, door, secret)
    except NeedsPayment:
        return ask_for_fee(request, door, secret)  # type: ignore[arg-type]
    except FormClosed:
        return see(door.url("form-resume", secret=secret))
    except NotReady as error:
        return see(place_of_problem(door, secret, error, now=moment))
    except NotFound:
        return screens.gone_screen(request, door)
    if submission.accepted_at == moment:
        counting.sent(request, door, submission.version_id, submission.channel)
    return see(door.url("form-done", secret=secret))


def _saved(
    request: HttpRequest, door: Door, secret: str, opened: Opened, step: Step
) -> HttpResponse:
    """Store the files that came, then do what the pressed button says."""
    typed, action = typed_in(request), request.POST.get("action", "")
    problems = take_files(request, door, opened, step)
    counting.refused_files(request, door, opened, step, problems)
    name_kinds(door, opened.draft, step, typed)
    another = _without_choice(step, typed, action)
    if action == "later":
        return _kept_for_later(door, secret, step, typed)
    if action == KEEP_TIME:
        return kept_longer(request, door, secret)
    if action.startswith("retype-"):
        return _retyped(request, door, secret, step, typed)
    if action.startswith("remove-"):
        remove_file(door, opened.draft, action.removeprefix("remove-"))
    if problems or another is not None or action.startswith(("upload", "remove-")):
        kept = typed if another is None else another
        return _asked_again(request, door, secret, opened, step, typed=kept, problems=problems)
    return _gone_on(request, door, secret, opened, step)


def _retyped(
    request: HttpRequest, door: Door, secret: str, step: Step, typed: dict[str, list[str]]
) -> HttpResponse:
    """Ask what somebody else had answered, with their answer to begin with."""
    with suppress(NotReady):
        actions.retype_answer(
            actor=door.actor, council_id=door.council.id, secret=secret, page=step.key,
            question=request.POST["action"].removeprefix("retype-"), typed=typed, now=clock.now(),
        )  # fmt: skip
    return see(page_url(door, secret, step.key, returning=is_returning(request)))


def _asked_again(
    request: HttpRequest,
    door: Door,
    secret: str,
    opened: Opened,
    step: Step,
    *,
    typed: dict[str, list[str]],
    problems: tuple[Problem, ...],
) -> HttpResponse:
    """Keep what was typed and show the same page anew, as its own buttons ask for."""
    returning = is_returning(request)
    try:
        actions.keep_typing(
            actor=door.actor,
            council_id=door.council.id,
            secret=secret,
            page=step.key,
            typed=typed,
            now=clock.now(),
        )
    except NotReady:
        return see(door.url("form-resume", secret=secret))
    if not problems:
        return see(page_url(door, secret, step.key, returning=returning))
    return _page(
        request, door, secret, opened, step, typed=typed, problems=problems, returning=returning
    )


def _gone_on(
    request: HttpRequest, door: Door, secret: str, opened: Opened, step: Step
) -> HttpResponse:
    """Save the page and go on, or say what keeps the person here."""
    typed, returning = typed_in(request), is_returning(request)
    try:
        saved = actions.save_page(
            actor=door.actor,
            council_id=door.council.id,
            secret=secret,
            page=step.key,
            typed=typed,
            revision=request.POST.get("revision", ""),
            language=door.language,
            now=clock.now(),
        )
    except NotReady:
        return see(door.url("form-resume", secret=secret))
    counting.saved(request, door, opened, step, saved)
    opened.draft, opened.journey = saved.draft, saved.journey
    if saved.already_submitted:
        answer = see(door.url("form-done", secret=secret))
    elif saved.refusal is not None:
        answer = screens.refusal_screen(
            request,
            door,
            secret=secret,
            definition=opened.definition,
            step=step,
            refusal=saved.refusal,
            returning=returning,
        )
    elif saved.is_kept:
        answer = see(way_on(door, secret, saved.journey, step.key, returning=returning))
    else:
        answer = _page(
            request,
            door,
            secret,
            opened,
            step,
            typed=typed,
            problems=saved.problems,
            clash=saved.clash,
            returning=returning,
        )
    return answer


def _page(
    request: HttpRequest, door: Door, secret: str, opened: Opened, step: Step, **shown: Any
) -> HttpResponse:
    return screens.page_screen(
        request, door, secret=secret, draft=opened.draft, definition=opened.definition,
        journey=opened.journey, step=step, **shown,
    )  # fmt: skip


def _without_choice(step: Step, typed: Typed, action: str) -> dict[str, list[str]] | None:
    """Return what was typed without the address chosen before, if another is looked for."""
    if action not in {"find-address", "search-again"}:
        return None
    result = {name: list(values) for name, values in typed.items()}
    wanted = False
    for question in step.questions:
        if question.type == "address":
            wanted = wanted or bool("".join(typed.get(f"{question.key}_query", ())).strip())
            result[question.key] = []
            result.pop(f"{question.key}-listed", None)
    return result if wanted or action == "search-again" else None
