"""What staff do with the work on a case: take it, give it back, tasks, ticks, watching, drafts."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.queries.talk import has_colleague_answered
from moothall.cases.rows import CaseRecord
from moothall.cases.work import actions
from moothall.cases.work.actions.drafting import FORMS, STEP
from moothall.cases.work.models import CaseTask
from moothall.cases.work.policies import VIEW
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict
from moothall.people.colleagues import colleagues
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting_in
from moothall.surfaces.workspace.company_panel import SAYS_FOR, who_else
from moothall.surfaces.workspace.person_forms import person_id_in
from moothall.surfaces.workspace.views.case import address_of, again
from moothall.surfaces.workspace.views.queue import STOP, moment_in
from moothall.surfaces.workspace.work_forms import COLLEAGUE, MYSELF, NOBODY, TaskForm

_WORK = "#work"
FEW, LONGEST_NAME = 8, 60


@staff("case.edit")
@require_POST
def take(request: StaffRequest, reference: str) -> HttpResponse:
    """Work on a case from now on."""
    record = case_screen.record_of(request, reference, now=clock.now())
    seen = request.POST.get("seen_holder", "")
    return _done(
        request,
        record,
        lambda: actions.take_case(
            actor=request.actor,
            case_id=record.case.id,
            seen_holder=int(seen) if seen.isdecimal() else None,
            now=clock.now(),
        ),
        _("You work on this case now."),
    )


@staff("case.edit")
@require_POST
def give_back(request: StaffRequest, reference: str) -> HttpResponse:
    """Work on a case no more."""
    record = case_screen.record_of(request, reference, now=clock.now())
    return _done(
        request,
        record,
        lambda: actions.give_back(actor=request.actor, case_id=record.case.id, now=clock.now()),
        _("Nobody works on this case now. It waits in its queues."),
    )


@staff("case.view")
@require_POST
def watch(request: StaffRequest, reference: str) -> HttpResponse:
    """Be told what happens to a case, or no more."""
    record = case_screen.record_of(request, reference, now=clock.now())
    wants = request.POST.get("watch") != "no"
    act = actions.watch_case if wants else actions.unwatch_case
    act(actor=request.actor, case_id=record.case.id, now=clock.now())
    messages.success(
        request,
        _("We tell you what happens to this case.")
        if wants
        else _("We tell you no more of this case."),
    )
    return _back(request, record)


@staff("case.edit")
@require_POST
@sighted
def add_task(request: StaffRequest, reference: str) -> HttpResponse:
    """Add something to do for a case."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    form = TaskForm(request.POST, council_id=record.case.council_id)
    if not form.is_valid():
        request.task_form = form  # type: ignore[attr-defined]  # the panel shows it again
        return again(request, record, status_code=422)
    given = form.cleaned_data
    who = given["who"] or NOBODY
    made: list[CaseTask] = []
    answer = _done(
        request,
        record,
        lambda: made.append(
            actions.add_task(
                actor=request.actor,
                case_id=record.case.id,
                title=given["title"],
                hours=given["hours"],
                holder_id=int(request.actor.identifier) if who == MYSELF else None,
                team_id=UUID(who) if who not in (MYSELF, NOBODY, COLLEAGUE) else None,
                blocks_closing=given["blocks_closing"],
                now=now,
            )
        ),
        _("The task is added."),
    )
    if made and who == COLLEAGUE:
        here = acting_in(request, record.case.council_id, VIEW)
        return redirect(here.address("workspace:case-task-give", reference, made[0].pk))
    return answer


@staff("case.edit")
@require_POST
def task(request: StaffRequest, reference: str, task_id: UUID) -> HttpResponse:
    """Say that a task is done, or is not yet."""
    record = case_screen.record_of(request, reference, now=clock.now())
    act = actions.reopen_task if request.POST.get("done") == "no" else actions.finish_task
    return _done(
        request,
        record,
        lambda: act(actor=request.actor, case_id=record.case.id, task_id=task_id, now=clock.now()),
        _("Saved."),
    )


@staff("case.edit")
@require_POST
def tick(request: StaffRequest, reference: str, item_id: UUID) -> HttpResponse:
    """Tick an item of the checklist, or take the tick away."""
    record = case_screen.record_of(request, reference, now=clock.now())
    actions.tick_item(
        actor=request.actor,
        case_id=record.case.id,
        item_id=item_id,
        is_done=request.POST.get("done") != "no",
        now=clock.now(),
    )
    return _back(request, record)


@staff("case.edit")
@require_POST
def draft(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep what is being typed into the form of what happens next, or throw it away."""
    record = case_screen.record_of(request, reference, now=clock.now())
    if request.POST.get("discard"):
        actions.discard_draft(actor=request.actor, case_id=record.case.id, form=STEP)
        messages.success(request, _("What you had begun to write is gone."))
        return _back(request, record)
    actions.keep_draft(
        actor=request.actor,
        case_id=record.case.id,
        form=STEP,
        fields={name: request.POST.get(name, "") for name in FORMS[STEP]},
        now=clock.now(),
    )
    return HttpResponse(status=204)


@staff("case.view")
def here(request: StaffRequest, reference: str) -> HttpResponse:
    """Note that the page of a case is still open, and say who else has it open."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    is_writing = bool(request.GET.get("writing"))
    names = who_else(request.actor, record, now, is_writing=is_writing)
    seen = person_id_in(request.GET.get("seen", ""))
    is_answered = seen is not None and has_colleague_answered(
        record.case.id, since=seen, but=request.actor
    )
    is_over = now - moment_in(request.GET.get("since", "")) > SAYS_FOR
    status = STOP if is_over else 200
    context = {"names": names, "is_answered": is_answered}
    return render(request, "workspace/company.html", context, status=status)


@staff("case.edit")
def named(request: StaffRequest, reference: str) -> JsonResponse:
    """Return who can be named in a note on a case, by the beginning of a name or an address."""
    record = case_screen.record_of(request, reference, now=clock.now())
    text = request.GET.get("q", "").strip().replace("\0", "")[:LONGEST_NAME]
    found = colleagues(record.case.council_id, VIEW, text=text, limit=FEW) if text else []
    names = [{"handle": one.handle, "name": one.name, "address": one.email} for one in found]
    return JsonResponse({"colleagues": names})


def _done(
    request: StaffRequest, record: CaseRecord, act: Callable[[], object], words: str
) -> HttpResponse:
    """Do it and say so, or say that somebody was quicker; the page shows how it stands."""
    try:
        act()
    except Conflict:
        messages.warning(
            request, _("Somebody was quicker. Look how the case stands now, then try again.")
        )
    else:
        messages.success(request, words)
    return _back(request, record)


def _back(request: StaffRequest, record: CaseRecord) -> HttpResponse:
    return redirect(address_of(request, record) + _WORK)
