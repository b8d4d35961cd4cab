"""Taking a complaint from whoever is in touch, and the way there from their page or a case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moothall.cases.complaints.taking import (
    complaint_of_page,
    may_be_complained_of,
    take_complaint,
)
from moothall.cases.contact import queries
from moothall.cases.models import Case
from moothall.cases.policies import can_take_complaint
from moothall.cases.queries import case_detail_of_reference
from moothall.cases.rows import CaseRow
from moothall.councils.queries import service_types
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.people.policies import can_edit_person
from moothall.people.queries import person_detail
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen, contact_screen, desk
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting_in, frame
from moothall.surfaces.workspace.complaint_taking_forms import OF_SERVICE, ComplaintForm
from moothall.surfaces.workspace.contact_screen import Caller

LOG = "interaction.log"


@staff(LOG)
@sighted
@require_safe
def begin(request: StaffRequest) -> HttpResponse:
    """
    Go on to the complaint of a person, or about a case: in the contact that is open with them.

    Where none is, one is begun first, in which they say how they are in touch.
    """
    reference = request.GET.get("case", "")
    if reference:
        case = case_screen.record_of(request, reference, now=clock.now()).case
        council_id, person_id, reference = case.council_id, case.person_id, case.reference
    else:
        person_id = _uuid(request.GET.get("person", ""))
        council_id = person_detail(person_id).council_id
    here = acting_in(request, council_id, LOG)
    if not can_take_complaint(request.actor, council_id):
        raise NotPermitted("You may not open cases here.")
    kept = request.session.get(desk.IN_SESSION)
    if kept and kept["slug"] == here.chosen[0].slug:
        contact = queries.contact_of(request.actor, UUID(kept["id"]))
        if contact.is_open and contact.person_id == person_id:
            return redirect(here.address("workspace:contact-complain", contact.id, case=reference))
    asked: dict[str, object] = {"do": contact_screen.COMPLAINT, "case": reference}
    if person_id is not None:
        asked["person"] = person_id
    else:
        asked["council"] = here.chosen[0].slug
    return redirect(here.address("workspace:call-log", **asked))


@staff(LOG)
@sighted
def complain(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Take a complaint in a contact; whatever goes wrong, what was typed is still there."""
    here, caller = contact_screen.caller_of_contact(request, contact_id, clock.now())
    if not caller.may_complain:
        raise NotPermitted("You may not open cases here.")
    contact = caller.contact
    assert contact is not None  # noqa: S101 - for the types alone
    is_sent = request.method == "POST"
    if not contact.is_open and not is_sent:
        return redirect(here.address("workspace:calls"))
    before = complaint_of_page(contact.id, request.POST.get("key", "")) if is_sent else None
    if before is not None:
        return _led_back(request, here, caller, before)
    form = _form(request, here, caller)
    if is_sent and form.is_valid():
        taken = _taken(request, contact.id, form)
        if taken is not None:
            desk.remember(request.session, queries.contact_of(request.actor, contact.id))
            return _led_back(request, here, caller, taken)
    return _page(request, here, caller, form)


def _page(request: StaffRequest, here: Acting, caller: Caller, form: ComplaintForm) -> HttpResponse:
    assert caller.contact is not None  # noqa: S101 - for the types alone
    contact_id = caller.contact.id
    context = {
        **frame(request, here),
        "caller": caller,
        "number": here.number(caller.council.id),
        "form": form,
        "is_too_early": bool(form.initial.get("is_too_early")),
        "action": here.address(
            "workspace:contact-complain", contact_id, case=request.GET.get("case", "")
        ),
        "back": here.address("workspace:contact", contact_id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/contact_complain.html", context, status=status)


def _form(request: StaffRequest, here: Acting, caller: Caller) -> ComplaintForm:
    """Return the form with the case or its service chosen that the address names."""
    now, council, person = clock.now(), caller.council, caller.person
    named = _named(request, here, caller)
    known = {one.id: one for one in (*([named] if named else []), *caller.cases)}
    offered = [one for one in known.values() if may_be_complained_of(one, now=now)]
    initial: dict[str, Any] = {
        "text": caller.contact.summary if caller.contact else "",
        "language": person.language if person else council.languages[0],
    }
    if named is not None and named.id in {one.id for one in offered}:
        initial["about"] = str(named.id)
    elif named is not None:
        initial |= {"about": OF_SERVICE, "service": named.service_slug, "is_too_early": True}
    return ComplaintForm(
        request.POST if request.method == "POST" else None,
        cases=offered,
        services=[(one.slug, one.name) for one in service_types(council.id)],
        languages=council.languages,
        is_known=person is not None,
        may_write_address=can_edit_person(request.actor, council.id),
        initial=initial,
    )


def _named(request: StaffRequest, here: Acting, caller: Caller) -> CaseRow | None:
    """Return the case that the address names, if it is theirs."""
    reference = request.GET.get("case", "")
    if not reference or not request.actor.may("case.view", caller.council.id):
        return None
    try:
        case = case_detail_of_reference(here.ids, reference, now=clock.now()).case
    except NotFound:
        return None
    person_id = caller.person.id if caller.person else None
    return case if case.person_id == person_id else None


def _taken(request: StaffRequest, contact_id: UUID, form: ComplaintForm) -> Case | None:
    """Take the complaint; says on the form why it was not."""
    try:
        return take_complaint(
            actor=request.actor,
            contact_id=contact_id,
            complaint=form.complaint,
            key=form.cleaned_data["key"],
            now=clock.now(),
        )
    except TransitionNotAllowed:
        form.add_error(
            None,
            _("This contact is finished. Copy what you wrote, and begin another contact with it."),
        )
    except Conflict:
        form.add_error(
            "about", _("The case has changed, so it takes no complaint now. Choose its service.")
        )
    return None


def _led_back(request: StaffRequest, here: Acting, caller: Caller, taken: Case) -> HttpResponse:
    """Say the reference, and lead back to the contact."""
    assert caller.contact is not None  # noqa: S101 - for the types alone
    messages.success(
        request,
        _("The complaint is taken. The reference is %(reference)s.")
        % {"reference": taken.reference},
    )
    return redirect(here.address("workspace:contact", caller.contact.id))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such person.") from error
