"""Who acts for whom: claims that wait for staff, and ending what should not be."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotPermitted, TransitionNotAllowed
from moothall.people import actions
from moothall.people.grant_forms import ReasonForm
from moothall.people.grant_rows import (
    GrantRow,
    grant_row,
    grants_over,
    grants_to,
    grants_to_approve,
)
from moothall.people.policies import APPROVE
from moothall.people.queries import person_detail, search_people
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame

_LONGEST_TEXT = 200
#: Chosen where the council has no record of the person yet, such as of a child.
NEW_RECORD = "new"


@staff(APPROVE)
def waiting(request: StaffRequest) -> HttpResponse:
    """List what waits for staff to look at papers, oldest first; one query."""
    here = acting(request, APPROVE)
    rows = grants_to_approve(here.ids, now=clock.now())
    context = {
        **frame(request, here, switcher=True),
        "lines": [
            {
                "row": row,
                "council": here.council(row.council_id),
                "number": here.number(row.council_id),
                "href": here.address("workspace:grant", row.id),
            }
            for row in rows
        ],
    }
    return render(request, "workspace/grants.html", context)


@staff(APPROVE)
def grant(request: StaffRequest, grant_id: UUID) -> HttpResponse:
    """Show one claim and the records it may mean; approve it or refuse it."""
    row = grant_row(grant_id, now=clock.now())
    acting_in(request, row.council_id, APPROVE)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _decided(request, row, form.cleaned_data["reason"])
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        except NotPermitted:
            form.add_error(None, _("This record is protected. Ask your safeguarding lead."))
        except TransitionNotAllowed:
            form.add_error(None, _("Somebody else has decided it meanwhile."))
    return _page(request, row, form)


@staff(APPROVE)
@require_POST
def end(request: StaffRequest, grant_id: UUID) -> HttpResponse:
    """End a grant at once, with a reason that both sides may read."""
    row = grant_row(grant_id, now=clock.now())
    here = acting_in(request, row.council_id, APPROVE)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.end_grant(
                actor=request.actor,
                grant_id=row.id,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        except TransitionNotAllowed:
            messages.warning(request, _("It is over already."))
        else:
            messages.success(request, _("It has ended. Both are told."))
    else:
        messages.warning(request, _("Say why."))
    if row.person_id is None:
        return redirect(here.address("workspace:grants"))
    return redirect(here.address("workspace:person-grants", row.person_id))


@staff(APPROVE)
def of_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Show who acts for a person and for whom they act, now and before."""
    now = clock.now()
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, APPROVE)
    context = {
        **frame(request, here),
        "person": known,
        "over": grants_over(person_id, now=now),
        "to": grants_to(person_id, now=now),
    }
    return render(request, "workspace/person_grants.html", context)


def _decided(request: StaffRequest, row: GrantRow, reason: str) -> HttpResponse:
    here = acting_in(request, row.council_id, APPROVE)
    now = clock.now()
    if request.POST.get("decision") == "approve":
        chosen = request.POST.get("person", "")
        if row.person_id is None and not chosen:
            raise Conflict(_("Choose whose record it is about."))
        actions.approve_grant(
            actor=request.actor,
            grant_id=row.id,
            person_id=None if chosen in ("", NEW_RECORD) else _uuid(chosen),
            reason=reason,
            now=now,
        )
        messages.success(request, _("Approved. Both are told."))
    else:
        actions.refuse_grant(actor=request.actor, grant_id=row.id, reason=reason, now=now)
        messages.success(request, _("Refused. The asker is told why."))
    return redirect(here.address("workspace:grants"))


def _page(request: StaffRequest, row: GrantRow, form: ReasonForm) -> HttpResponse:
    here = acting_in(request, row.council_id, APPROVE)
    text = request.GET.get("q", row.said_name).strip()[:_LONGEST_TEXT].replace("\0", "")
    choices: list[dict[str, Any]] = []
    if row.person_id is None:
        found = search_people([row.council_id], text) if text else []
        choices = [
            {
                "value": str(person.id),
                "label": person.name,
                "hint": " · ".join(point.value for point in person.contact_points),
            }
            for person in found
        ]
        choices.append({"value": NEW_RECORD, "label": _("None of these: make a new record")})
    context = {
        **frame(request, here),
        "row": row,
        "form": form,
        "choices": choices,
        "text": text,
        "chosen": request.POST.get("person", ""),
        "action": here.address("workspace:grant", row.id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/grant.html", context, status=status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Conflict(_("Choose whose record it is about.")) from error
