"""One case: its page, and what staff do to it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases import actions
from moothall.cases.rows import CaseRecord
from moothall.cases.work.actions.drafting import STEP, discard_draft
from moothall.cases.work.errors import CannotBeMentioned, ClosingBlocked, MeansSeveral
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, TransitionNotAllowed
from moothall.people.actions.accesses import CASE, note_access
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.forms import FollowUp, TeamChoice

PAGE = "workspace/case.html"


@staff("case.view")
@sighted
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a case; a reference that was mistyped but understood leads to its right address."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    if record.case.reference != reference:
        return redirect(address_of(request, record))
    if record.person is not None:
        note_access(
            actor=request.actor,
            council_id=record.case.council_id,
            person_id=record.person.id,
            what=CASE,
            now=now,
        )
    return render(request, PAGE, case_screen.screen(request, record, now=now))


@staff("case.edit")
@require_POST
@sighted
def change(request: StaffRequest, reference: str) -> HttpResponse:
    """Change a case's status or write on it; whoever was overtaken sees by what, and goes on."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    step = case_screen.next_step(request, record, request.POST)
    is_valid = step.is_valid()
    seen = step.cleaned_data.get("seen")
    if seen is not None and seen != case_screen.newest_entry(record):
        return _overtaken(request, record, seen)
    if not is_valid:
        return again(request, record, status_code=422, step=step)
    given = step.cleaned_data
    try:
        with transaction.atomic():
            actions.change_status(
                actor=request.actor,
                case_id=record.case.id,
                status=given["status"],
                internal_note=given["internal_note"],
                seen=seen,
                **step.words,
                now=now,
            )
            discard_draft(actor=request.actor, case_id=record.case.id, form=STEP)
    except ClosingBlocked as blocked:
        step.add_error("status", blocked.words)
        return again(request, record, status_code=422, step=step)
    except (CannotBeMentioned, MeansSeveral) as unmentioned:
        step.add_error("internal_note", unmentioned.words)
        return again(request, record, status_code=422, step=step)
    except (Conflict, TransitionNotAllowed):
        return _overtaken(request, case_screen.record_of(request, reference, now=now), seen)
    messages.success(request, _("Saved."))
    return redirect(address_of(request, record))


@staff("case.edit")
@require_POST
@sighted
def assign(request: StaffRequest, reference: str) -> HttpResponse:
    """Give a case to another team."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    form = TeamChoice(request.POST, council_id=record.case.council_id)
    if not form.is_valid():
        return again(request, record, team=form, status_code=422)
    actions.assign_team(
        actor=request.actor, case_id=record.case.id, team_id=form.cleaned_data["team"], now=now
    )
    messages.success(request, _("The case has gone to another team."))
    return redirect(address_of(request, record))


@staff("case.edit")
@sighted
def follow_up(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a new case that names an old one, which was closed too long ago to be opened again."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    here = acting_in(request, record.case.council_id, "case.edit")
    form = FollowUp(
        request.POST if request.method == "POST" else None, initial={"key": uuid4().hex}
    )
    if request.method == "POST" and form.is_valid():
        made = actions.open_follow_up(
            actor=request.actor,
            case_id=record.case.id,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
            channel=form.cleaned_data["channel"],
            now=now,
        )
        return redirect(here.address("workspace:case", made.reference))
    context = {**frame(request, here), "record": record, "form": form}
    code = 422 if form.is_bound else 200
    return render(request, "workspace/follow_up.html", context, status=code)


def _overtaken(request: StaffRequest, record: CaseRecord, seen: UUID | None) -> HttpResponse:
    """Show the page with what happened meanwhile, and everything that was typed to save again."""
    typed = request.POST.copy()
    typed["seen"] = str(case_screen.newest_entry(record))
    step = case_screen.next_step(request, record, typed)
    step.add_error(
        None, _("Somebody changed this case while you were writing. Read what is new, then save.")
    )
    news = case_screen.entries_since(record, seen)
    return again(request, record, status_code=409, step=step, news=news)


def again(
    request: StaffRequest, record: CaseRecord, *, status_code: int, **shown: Any
) -> HttpResponse:
    """Show the page once more, with a form as it was typed."""
    context = case_screen.screen(request, record, now=clock.now(), **shown)
    return render(request, PAGE, context, status=status_code)


def address_of(request: StaffRequest, record: CaseRecord) -> str:
    """Return where the page of a case is, for whoever acts for the same council."""
    here = acting_in(request, record.case.council_id, "case.view")
    return here.address("workspace:case", record.case.reference)
