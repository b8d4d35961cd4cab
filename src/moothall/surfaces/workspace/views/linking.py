"""Linking cases: one cause and its many reports."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.cases.linking import actions
from moothall.cases.linking.queries import NEAR_DAYS, NEAR_METRES, fellows_of, links_of
from moothall.cases.queries import case_of_reference
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame

_METRES = (25, 50, NEAR_METRES, 250, 500)
_DAYS = (7, NEAR_DAYS, 90)


@staff("case.edit")
def links(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what a case is linked to, what may be about the same, and link or part them."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    here = acting_in(request, record.case.council_id, "case.edit")
    metres = _one_of(request.GET.get("metres", ""), _METRES, NEAR_METRES)
    days = _one_of(request.GET.get("days", ""), _DAYS, NEAR_DAYS)
    problem = ""
    if request.method == "POST":
        problem = _change(request, record.case.id, record.case.council_id)
        if not problem:
            return redirect(here.address("workspace:case-links", record.case.reference))
    context = {
        **frame(request, here),
        "record": record,
        "links": links_of(record.case.id, council_id=record.case.council_id),
        "fellows": fellows_of(
            record.case.id,
            council_id=record.case.council_id,
            metres=metres,
            days=days,
            now=now,
        ),
        "has_point": record.location.easting is not None and not record.case.is_withheld,
        "metres": metres,
        "days": days,
        "metre_choices": [(str(one), str(one)) for one in _METRES],
        "day_choices": [(str(one), str(one)) for one in _DAYS],
        "problem": problem,
        "typed": request.POST.get("reference", ""),
    }
    return render(request, "workspace/case_links.html", context, status=422 if problem else 200)


def _change(request: StaffRequest, case_id: UUID, council_id: int) -> str:
    """Do what the form asks, and return what is wrong with it, or nothing."""
    act = request.POST.get("act", "")
    if act == "gather":
        return _gather(request, case_id)
    if act not in _ACTS:
        raise NotFound("There is no such link.")
    other_id = None
    if act != "unfollow":
        other_id = case_of_reference([council_id], request.POST.get("reference", ""))
        if other_id is None:
            return _("This council has no case of this reference")
    try:
        with transaction.atomic():
            _ACTS[act](request, case_id, other_id)
    except Conflict:
        return _("These two cases cannot be linked so: one follows another already, or is a "
                 "complaint, or it is the same case.")  # fmt: skip
    messages.success(request, _("Saved."))
    return ""


def _gather(request: StaffRequest, case_id: UUID) -> str:
    """Let the ticked cases follow this one; those that cannot are named."""
    now = clock.now()
    ticked = [UUID(one) for one in request.POST.getlist("case") if _is_id(one)]
    if not ticked:
        return _("Tick the cases that are about the same thing")
    refused = 0
    for follower_id in ticked:
        try:
            with transaction.atomic():
                actions.follow_case(
                    actor=request.actor, case_id=follower_id, master_id=case_id, now=now
                )
        except (Conflict, NotFound):
            refused += 1
    if refused:
        messages.warning(request, _("%(count)s could not be linked.") % {"count": refused})
    else:
        messages.success(request, _("They follow this case now."))
    return ""


def _follow(request: StaffRequest, case_id: UUID, other_id: Any) -> None:
    actions.follow_case(actor=request.actor, case_id=case_id, master_id=other_id, now=clock.now())


def _bring(request: StaffRequest, case_id: UUID, other_id: Any) -> None:
    actions.follow_case(actor=request.actor, case_id=other_id, master_id=case_id, now=clock.now())


def _release(request: StaffRequest, case_id: UUID, other_id: Any) -> None:
    actions.unfollow_case(actor=request.actor, case_id=other_id, now=clock.now())


def _unfollow(request: StaffRequest, case_id: UUID, other_id: Any) -> None:
    actions.unfollow_case(actor=request.actor, case_id=case_id, now=clock.now())


def _relate(request: StaffRequest, case_id: UUID, other_id: Any) -> None:
    actions.relate_cases(actor=request.actor, case_id=case_id, other_id=other_id, now=clock.now())


def _part(request: StaffRequest, case_id: UUID, other_id: Any) -> None:
    actions.part_cases(actor=request.actor, case_id=case_id, other_id=other_id, now=clock.now())


_ACTS: dict[str, Callable[[StaffRequest, UUID, Any], None]] = {
    "follow": _follow,
    "bring": _bring,
    "release": _release,
    "unfollow": _unfollow,
    "relate": _relate,
    "part": _part,
}


def _one_of(text: str, choices: tuple[int, ...], usual: int) -> int:
    return int(text) if text in {str(one) for one in choices} else usual


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
