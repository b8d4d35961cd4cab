"""Complaints: which wait, and what is done in each stage."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.complaints import actions
from moothall.cases.complaints.queries import open_complaints, procedures_of, steps_of
from moothall.cases.complaints.setting_up import change_stage
from moothall.cases.policies import ANSWER_COMPLAINTS, GUIDE
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.models import CaseKind
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.forms import Form
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import (
    StaffRequest,
    acting,
    acting_in,
    frame,
    navigation,
)
from moothall.surfaces.workspace.complaint_forms import (
    Acknowledgement,
    Answer,
    Extension,
    NextStage,
    StageForm,
)


@staff("case.view")
def complaints(request: StaffRequest) -> HttpResponse:
    """List the complaints that wait for an answer, most pressing first."""
    here = acting(request, "case.view")
    today = localdate(clock.now())
    waiting = [
        (one, here.council(one.council_id), one.step.is_late(today))
        for one in open_complaints(here.ids)
    ]
    context = {
        **frame(request, here, switcher=True),
        "waiting": waiting,
        "late": sum(1 for _one, _council, is_late in waiting if is_late),
        "set_up": [
            here.council(council_id)
            for council_id in request.actor.councils_where(GUIDE)
            if council_id in here.ids
        ],
    }
    return render(request, "workspace/complaints.html", context)


@staff(ANSWER_COMPLAINTS)
@sighted
def complaint(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how far a complaint is, and do what comes next."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    here = acting_in(request, record.case.council_id, ANSWER_COMPLAINTS)
    steps = steps_of(record.case.id, council_id=record.case.council_id)
    if record.case.kind != CaseKind.COMPLAINT or not steps:
        raise NotFound("There is no such complaint.")
    act = request.POST.get("act", "")
    forms = {name: kind(request.POST if name == act else None) for name, kind in _FORMS.items()}
    if request.method == "POST":
        if act not in _FORMS:
            raise NotFound("Nothing of this name can be done with a complaint.")
        if forms[act].is_valid() and _do(request, act, forms[act], record.case.id):
            messages.success(request, _("Saved."))
            return redirect(here.address("workspace:complaint", reference))
    current = steps[-1]
    context = {
        **frame(request, here),
        "record": record,
        "steps": steps,
        "current": current,
        "forms": forms,
        "today": localdate(now),
        "has_decided": current.stage.by_another
        and request.actor.identifier in {one.answered_by_identifier for one in steps[:-1]},
    }
    bound = any(form.is_bound for form in forms.values())
    return render(request, "workspace/complaint.html", context, status=422 if bound else 200)


@for_council(GUIDE)
def stages(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show in which stages a council deals with complaints."""
    return _screen(request, council, "complaint_stages", procedures=procedures_of(council.id))


@for_council(GUIDE)
def stage(request: HttpRequest, council: CouncilRow, stage_id: UUID) -> HttpResponse:
    """Change a stage's names and days."""
    found = next(
        (
            row
            for _procedure, rows in procedures_of(council.id)
            for row in rows
            if row.id == stage_id
        ),
        None,
    )
    if found is None:
        raise NotFound("This council has no such stage.")
    initial = {name: getattr(found, name) for name in StageForm.base_fields}
    form = StageForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_stage(
            actor=actor_of(request),
            council_id=council.id,
            stage_id=stage_id,
            stage=form.stage,
            now=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect(reverse("workspace:complaint-stages", args=[council.slug]))
    code = 422 if form.is_bound else 200
    return _screen(request, council, "complaint_stage", form=form, stage=found, code=code)


def _do(request: StaffRequest, act: str, form: Form, case_id: UUID) -> bool:
    """Do what a form asks for; says beside it why it was not done."""
    try:
        with transaction.atomic():
            _ACTS[act](request, case_id, form.cleaned_data)
    except NotPermitted:
        form.add_error(None, _("Somebody else must decide this stage: you decided the one before."))
        return False
    except Conflict:
        form.add_error(None, _WHY_NOT[act])
        return False
    return True


_WHY_NOT = {
    "acknowledge": gettext_lazy("This complaint was answered already."),
    "extend": gettext_lazy(
        "Choose a later day, within the days that your council allows, and once only."
    ),
    "answer": gettext_lazy("This complaint was answered already."),
    "next": gettext_lazy("This complaint cannot go to the next stage now."),
}
_FORMS: dict[str, type[Form]] = {
    "acknowledge": Acknowledgement,
    "extend": Extension,
    "answer": Answer,
    "next": NextStage,
}


def _acknowledge(request: StaffRequest, case_id: UUID, given: dict[str, Any]) -> None:
    actions.acknowledge_complaint(
        actor=request.actor, case_id=case_id, text=given["text"], now=clock.now()
    )


def _extend(request: StaffRequest, case_id: UUID, given: dict[str, Any]) -> None:
    actions.extend_complaint(
        actor=request.actor,
        case_id=case_id,
        until=given["until"],
        reason=given["reason"],
        now=clock.now(),
    )


def _answer(request: StaffRequest, case_id: UUID, given: dict[str, Any]) -> None:
    actions.answer_complaint(
        actor=request.actor, case_id=case_id, text=given["text"], now=clock.now()
    )


def _next(request: StaffRequest, case_id: UUID, given: dict[str, Any]) -> None:
    actions.escalate_complaint(
        actor=request.actor, case_id=case_id, reason=given["reason"], now=clock.now()
    )


_ACTS: dict[str, Callable[[StaffRequest, UUID, dict[str, Any]], None]] = {
    "acknowledge": _acknowledge,
    "extend": _extend,
    "answer": _answer,
    "next": _next,
}


def _screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: object
) -> HttpResponse:
    shown = {
        "council": council,
        "acting_for": [{"name": council.name}],
        "navigation": navigation(actor_of(request), request.path),
        **context,
    }
    return render(request, f"workspace/{name}.html", shown, status=code)
