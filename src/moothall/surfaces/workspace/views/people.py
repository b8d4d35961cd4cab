"""People: finding them, their whole story, and keeping it right."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.policies import can_take_complaint
from moothall.cases.queries import cases_of_person
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict
from moothall.payments.policies import TAKE
from moothall.people import actions
from moothall.people.actions.accesses import PERSON
from moothall.people.models import ContactKind
from moothall.people.needs import needs_of
from moothall.people.policies import (
    APPROVE,
    ASSIST,
    MERGE,
    PROTECT,
    SEE_PROTECTED,
    WARN,
    can_bring_in_users,
)
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.people.sight import sighted
from moothall.surfaces.workspace import finding, likely
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.forms import Contact, EditedPerson, NewPerson, PersonNeeds
from moothall.surfaces.workspace.panels_shown import panels_of_person
from moothall.surfaces.workspace.person_page import whole_of
from moothall.surfaces.workspace.rows import case_line

_LONGEST_TEXT = 200
#: Where a new person leads on to: the call that is being taken.
CALL = "call"


@staff("person.view")
def people(request: StaffRequest) -> HttpResponse:
    """Find people of the councils acted for."""
    here = acting(request, "person.view")
    text = request.GET.get("q", "").strip()[:_LONGEST_TEXT].replace("\0", "")
    context = {
        **frame(request, here, switcher=True),
        "text": text,
        "found": finding.find(here, text, now=clock.now()),
        "may_bring_in": [one for one in here.chosen if can_bring_in_users(request.actor, one.id)],
    }
    return render(request, "workspace/people.html", context)


@staff("interaction.log")
def new(request: StaffRequest) -> HttpResponse:
    """Write somebody down whom the council does not know yet, having shown who is like them."""
    here = acting(request, "interaction.log")
    then = request.GET.get("then", "")
    text = request.GET.get("q", "").strip()[:_LONGEST_TEXT]
    initial: dict[str, str] = finding.as_details(text) if text else {}
    if here.only is not None:
        initial["council"] = here.only.slug
    form = NewPerson(request.POST or None, councils=here.chosen, initial=initial)
    alike: list[likely.LikelyLine] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        council = form.councils[given["council"]]
        details = {key: given[key] for key in ("name", "email", "phone")}
        if request.POST.get("confirmed") != "yes":
            alike = likely.offered(here, council.id, **details)
        if not alike:
            person = actions.record_person(
                actor=request.actor,
                council_id=council.id,
                language=given["language"],
                now=clock.now(),
                **details,
            )
            return redirect(_next_page(here, person.pk, then))
    context = {
        **frame(request, here),
        "form": form,
        "alike": alike,
        "then": then,
        "action": here.address("workspace:person-new", then=then),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/person_new.html", context, status=status)


@staff("interaction.log")
@require_POST
def alike_as_typed(request: StaffRequest) -> HttpResponse:
    """Return who may be the person that is being typed; a part of the form of a new person."""
    here = acting(request, "interaction.log")
    councils = {one.slug: one for one in here.chosen}
    council = councils.get(request.POST.get("council", "")) or here.only
    typed = {
        key: request.POST.get(key, "").strip()[:_LONGEST_TEXT].replace("\0", "")
        for key in ("name", "email", "phone")
    }
    alike = likely.offered(here, council.id, **typed) if council is not None else []
    context = {"alike": alike, "then": request.GET.get("then", ""), "acting": here}
    return render(request, "workspace/parts/alike.html", context)


@staff("person.view")
@sighted
def person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Show a person's whole story with one council."""
    known = person_detail(person_id)
    acting_in(request, known.council_id, "person.view")
    _note_look(request, known)
    return _page(request, known)


@staff("person.edit")
@sighted
def edit(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Correct a person's name and language."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, "person.edit")
    _note_look(request, known)
    shown = {"name": known.name, "language": known.language, "was": known.name}
    form = EditedPerson(request.POST or None, languages=here.chosen[0].languages, initial=shown)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["was"] != known.name:
            form = _overtaken(request, known, here)
        elif _was_corrected(request, known, form):
            messages.success(request, _("Saved."))
            return redirect(here.address("workspace:person", known.id))
    context = {**frame(request, here), "person": known, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/person_edit.html", context, status=status)


@staff("person.edit")
@sighted
def needs(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Say how a person wants to be written to and spoken with."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, "person.edit")
    form = PersonNeeds(
        request.POST or None, languages=here.chosen[0].languages, needs=needs_of(known.id)
    )
    if request.method == "POST" and form.is_valid():
        actions.set_needs(
            actor=request.actor, person_id=known.id, needs=form.needs(), now=clock.now()
        )
        messages.success(request, _("Saved."))
        return redirect(here.address("workspace:person", known.id))
    context = {**frame(request, here), "person": known, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/person_needs.html", context, status=status)


@staff("person.edit")
@sighted
def add_contact(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Add a way to reach a person."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, "person.edit")
    if request.method != "POST":
        return redirect(here.address("workspace:person", known.id))
    form = Contact(request.POST)
    if not form.is_valid():
        return _page(request, known, contact=form)
    actions.add_contact_point(
        actor=request.actor,
        person_id=known.id,
        kind=ContactKind(form.cleaned_data["kind"]),
        value=form.cleaned_data["value"],
        now=clock.now(),
    )
    messages.success(request, _("Added."))
    return redirect(here.address("workspace:person", known.id))


def _page(request: StaffRequest, known: PersonRow, contact: Contact | None = None) -> HttpResponse:
    now = clock.now()
    here = acting_in(request, known.council_id, "person.view")
    actor, council_id = request.actor, known.council_id
    cases = (
        cases_of_person(known.id, council_id=council_id, now=now)
        if actor.may("case.view", council_id)
        else []
    )
    whole = whole_of(request, known, here, now)
    context = {
        **frame(request, here),
        "person": known,
        "needs": whole.overview.needs,
        "council_of_person": here.chosen[0],
        "number": here.number(council_id),
        "lines": [case_line(here, case, now=now) for case in cases],
        "whole": whole,
        "changes": whole.overview.changes,
        "contact": contact or Contact() if actor.may("person.edit", council_id) else None,
        "panels": panels_of_person(request, known, here, now),
        "may_log": actor.may("interaction.log", council_id),
        "may_help": actor.may(ASSIST, council_id),
        "may_complain": can_take_complaint(actor, council_id),
        "may_take": actor.may(TAKE, council_id),
        "may_approve": actor.may(APPROVE, council_id),
        "may_protect": actor.may(PROTECT, council_id),
        "may_see_protected": actor.may(SEE_PROTECTED, council_id),
        "may_warn": actor.may(WARN, council_id),
        "may_merge": actor.may(MERGE, council_id),
    }
    status = 422 if contact is not None else 200
    return render(request, "workspace/person.html", context, status=status)


def _note_look(request: StaffRequest, known: PersonRow) -> None:
    """Write down who looks, which the person may read."""
    actions.note_access(
        actor=request.actor,
        council_id=known.council_id,
        person_id=known.id,
        what=PERSON,
        now=clock.now(),
    )


def _was_corrected(request: StaffRequest, known: PersonRow, form: EditedPerson) -> bool:
    given = form.cleaned_data
    try:
        with transaction.atomic():
            actions.update_person(
                actor=request.actor,
                person_id=known.id,
                name=given["name"],
                language=given.get("language", known.language),
                now=clock.now(),
            )
    except Conflict:
        form.add_error("name", _("Another person of this name has the same contact details"))
        return False
    return True


def _overtaken(request: StaffRequest, known: PersonRow, here: Acting) -> EditedPerson:
    """Return the form as it was typed, with what somebody else wrote meanwhile said beside it."""
    typed = request.POST.copy()
    typed["was"] = known.name
    form = EditedPerson(typed, languages=here.chosen[0].languages)
    form.add_error(
        "name", _("Somebody changed the name to “%(name)s” meanwhile") % {"name": known.name}
    )
    return form


def _next_page(here: Acting, person_id: UUID, then: str) -> str:
    if then == CALL:
        return here.address("workspace:call-log", person=person_id)
    return here.address("workspace:person", person_id)
