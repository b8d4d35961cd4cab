"""Handing a case on: to a colleague, to another team, or in part as a case of its own."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.cases.rows import CaseRecord
from moothall.cases.work import actions
from moothall.cases.work.actions.dividing import MOST_PARTS
from moothall.cases.work.errors import TooManyParts
from moothall.cases.work.policies import EDIT
from moothall.cases.work.queries import work_of_case
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.people.colleagues import colleagues
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.views.case import address_of
from moothall.surfaces.workspace.work_forms import (
    GiveForm,
    GiveTaskForm,
    HandToTeamForm,
    SubCaseForm,
)
from moothall.surfaces.workspace.work_panel import task_line

GIVE_PAGE = "workspace/case_give.html"
TASK_PAGE = "workspace/task_give.html"
PART_PAGE = "workspace/case_part.html"


@staff("case.assign")
@sighted
def give(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand a case to a colleague, found by name, or to another team, with a word for them."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    council_id = record.case.council_id
    text = request.GET.get("q", "").strip().replace("\0", "")
    found = colleagues(council_id, EDIT, text=text)
    me = int(request.actor.identifier)
    choices = [(str(one.id), _("%(name)s (%(address)s)") % {"name": one.name,
                "address": one.email}) for one in found if one.id != me]  # fmt: skip
    is_posted = request.method == "POST"
    to_team = HandToTeamForm(
        request.POST if is_posted and "team" in request.POST else None,
        council_id=council_id,
        initial={"team": record.case.team_id},
    )
    form = GiveForm(request.POST if is_posted and not to_team.is_bound else None, choices=choices)
    if to_team.is_bound and to_team.is_valid():
        given = to_team.cleaned_data
        return _handed(
            request,
            record,
            lambda: actions.hand_to_team(
                actor=request.actor, case_id=record.case.id, team_id=UUID(given["team"]),
                note=given["team_note"], now=now,
            ),
            _("The case has gone to another team."),
        )  # fmt: skip
    if form.is_bound and form.is_valid():
        to = form.cleaned_data
        return _handed(
            request,
            record,
            lambda: actions.give_case(
                actor=request.actor, case_id=record.case.id, employee_id=to["employee"],
                note=to["note"], now=now,
            ),
            _("The case is handed on."),
        )  # fmt: skip
    context = {
        **frame(request, acting_in(request, council_id, "case.view")),
        "case": record.case,
        "form": form,
        "to_team": to_team,
        "asked": text,
        "back": address_of(request, record),
        "nobody": not choices,
    }
    return render(request, GIVE_PAGE, context, status=422 if is_posted else 200)


@staff("case.edit")
@sighted
def give_task(request: StaffRequest, reference: str, task_id: UUID) -> HttpResponse:
    """Give a task to a colleague, found by name among those who may have it."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    council_id = record.case.council_id
    tasks = work_of_case(record.case.id, council_id=council_id).tasks
    task = next((one for one in tasks if one.id == task_id), None)
    if task is None:
        raise NotFound("This case has no such task.")
    text = request.GET.get("q", "").strip().replace("\0", "")
    found = colleagues(council_id, EDIT, text=text)
    told = _("%(name)s (%(address)s)")
    choices = [(str(one.id), told % {"name": one.name, "address": one.email}) for one in found]
    form = GiveTaskForm(request.POST if request.method == "POST" else None, choices=choices)
    if form.is_bound and form.is_valid():
        return _handed(
            request,
            record,
            lambda: actions.give_task(
                actor=request.actor,
                case_id=record.case.id,
                task_id=task_id,
                employee_id=form.cleaned_data["employee"],
                now=now,
            ),
            _("The task is given."),
        )
    context = {
        **frame(request, acting_in(request, council_id, "case.view")),
        "case": record.case,
        "line": task_line(task, now, is_hidden=record.case.is_withheld),
        "form": form,
        "asked": text,
        "back": address_of(request, record),
        "nobody": not choices,
    }
    return render(request, TASK_PAGE, context, status=422 if form.is_bound else 200)


@staff("case.edit")
@sighted
def part(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a case for another team or service from this one."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    form = SubCaseForm(
        request.POST if request.method == "POST" else None,
        council_id=record.case.council_id,
        initial={"key": uuid4()},
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.open_sub_case(
                actor=request.actor,
                case_id=record.case.id,
                service_type=given["service"],
                summary=given["summary"],
                is_mandatory=given["is_mandatory"],
                submission_key=f"part:{given['key']}",
                now=now,
            )
        except TooManyParts:
            form.add_error(
                None,
                _("A case has at most %(count)s parts. Finish some of them first.")
                % {"count": MOST_PARTS},
            )
        except Conflict:
            form.add_error(None, _("No part can be opened from this case as it stands now."))
        else:
            messages.success(request, _("The other team has its case."))
            return redirect(address_of(request, record) + "#work")
    context = {
        **frame(request, acting_in(request, record.case.council_id, "case.view")),
        "case": record.case,
        "form": form,
        "back": address_of(request, record),
    }
    return render(request, PART_PAGE, context, status=422 if form.is_bound else 200)


def _handed(
    request: StaffRequest, record: CaseRecord, act: Callable[[], object], words: str
) -> HttpResponse:
    try:
        act()
    except Conflict:
        messages.warning(request, _("Somebody was quicker. Look how the case stands now."))
    else:
        messages.success(request, words)
    return redirect(address_of(request, record))
