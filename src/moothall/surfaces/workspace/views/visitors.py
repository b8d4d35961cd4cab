"""Visitors who are handed over: by the front desk, and to whoever sees them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings.queueing.queries import queue_sites
from moothall.bookings.staff_words import said
from moothall.cases.channels import Channel
from moothall.cases.contact import actions as wrapping
from moothall.cases.contact import queries as contacts
from moothall.cases.contact.rows import ContactRow
from moothall.cases.contact.words import Avoidable
from moothall.cases.policies import VISIT
from moothall.cases.reception import actions, queries
from moothall.cases.reception.actions import Waits
from moothall.cases.reception.rows import VisitRow
from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.scope import acting_for
from moothall.people.colleagues import colleagues
from moothall.people.sight import sighted
from moothall.surfaces.workspace import desk, front_desk
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.front_desk_forms import (
    COMING,
    HOME,
    KEEP,
    AnswerForm,
    HandOverForm,
    VisitForm,
)

LOG = front_desk.LOG
_LONGEST_TEXT = 100
_UNPROCESSABLE = 422


@staff(VISIT)
@sighted
def visit(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show a visit to the front desk that has it: what was said, and who is asked to come."""
    kept = contacts.contact_of(request.actor, contact_id)
    here = acting_in(request, kept.council_id, VISIT)
    if request.actor.may(LOG, kept.council_id):
        return redirect(here.address("workspace:contact", contact_id))
    noted = queries.visit_of(contact_id)
    back = _front_of(here.chosen[0], noted)
    if not kept.is_open:
        return redirect(back)
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        services=[(one.slug, one.name) for one in service_types(kept.council_id)],
        initial={"summary": kept.summary, "service": kept.service},
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        told: dict[str, Any] = {
            "actor": request.actor,
            "contact_id": contact_id,
            "now": clock.now(),
        }
        if given["act"] == KEEP:
            wrapping.keep_words(**told, summary=given["summary"])
            return redirect(here.address("workspace:contact-hand-over", contact_id))
        wrapping.wrap_up(
            **told, channel=Channel.VISIT.value, avoidable=Avoidable.NO.value,
            summary=given["summary"], service=given["service"], outcome=given["outcome"],
        )  # fmt: skip
        messages.success(request, _("The visit is written down."))
        return redirect(back)
    context = {
        **frame(request, here),
        "council_of_contact": here.chosen[0],
        "number": here.number(kept.council_id),
        "who": front_desk.visitor_named(request.actor, kept, noted),
        "visit": front_desk.visit_panel(request.actor, here, kept),
        "form": form,
        "back": back,
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/visit.html", context, status=status)


@staff(VISIT)
@sighted
def hand_over(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Hand whoever is at the desk over to a colleague or a team, with what was said."""
    kept = contacts.contact_of(request.actor, contact_id)
    here = acting_in(request, kept.council_id, VISIT)
    page = front_desk.page_of(request.actor, kept.council_id)
    if not kept.is_open:
        return redirect(here.address(page, contact_id))
    visit = queries.visit_of(contact_id)
    with acting_for(kept.council_id):
        sites = [] if visit else [(one.key, said(one.name)) for one in queue_sites()]
    text = request.GET.get("q", "").strip().replace("\0", "")[:_LONGEST_TEXT]
    me = int(request.actor.identifier)
    found = [one for one in colleagues(kept.council_id, LOG, text=text) if one.id != me]
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        council_id=kept.council_id,
        found=found,
        sites=sites,
        initial={"said": kept.summary, "desk": visit.desk if visit else ""},
    )
    if form.is_bound and form.is_valid() and _handed(request, kept, form, dict(sites)):
        desk.forget(request.session, contact_id)
        messages.success(request, _("They were told. This page shows what they answer."))
        return redirect(here.address(page, contact_id))
    context = {
        **frame(request, here),
        "contact": kept,
        "who": front_desk.visitor_named(request.actor, kept, visit),
        "council_of_contact": here.chosen[0],
        "number": here.number(kept.council_id),
        "form": form,
        "asked": text,
        "nobody": not found,
        "back": here.address(page, contact_id),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/hand_over.html", context, status=status)


@staff(VISIT)
@require_POST
def take_back(request: StaffRequest, hand_over_id: UUID) -> HttpResponse:
    """Let nobody be asked any more."""
    try:
        row = actions.take_back(actor=request.actor, hand_over_id=hand_over_id, now=clock.now())
    except Conflict:
        messages.warning(request, _("It was answered meanwhile. Look how it stands now."))
    else:
        messages.success(request, _("Nobody is asked to come any more."))
        page = front_desk.page_of(request.actor, row.council_id)
        return redirect(_back(request, reverse(page, args=[row.visit.interaction_id])))
    return redirect(_back(request, reverse("workspace:front-desks")))


@staff(LOG)
def visitors(request: StaffRequest) -> HttpResponse:
    """Show who waits at a front desk for the employee, or for a team."""
    here = acting(request, LOG)
    found = front_desk.visitors_for(request.actor, here.ids, now=clock.now())
    context: dict[str, Any] = {
        **frame(request, here, switcher=True),
        "visitors": [
            {
                "line": one,
                "council": here.council(one.row.council_id),
                "number": here.number(one.row.council_id),
            }
            for one in found
        ],
    }
    return render(request, "workspace/visitors.html", context)


@staff(LOG)
@require_POST
def answer(request: StaffRequest, hand_over_id: UUID) -> HttpResponse:
    """Say that one is coming, ask for an appointment to be given, or take the visitor over."""
    row = queries.hand_over_row(request.actor, hand_over_id)
    here = acting_in(request, row.council_id, LOG)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A word for the front desk has at most 200 letters."))
        return redirect(here.address("workspace:visitors"))
    told: dict[str, Any] = {
        "actor": request.actor,
        "hand_over_id": hand_over_id,
        "now": clock.now(),
    }
    note = form.cleaned_data["note"]
    try:
        if form.cleaned_data["act"] == COMING:
            actions.say_coming(**told, note=note)
            messages.success(request, _("The front desk sees that you are coming."))
        elif form.cleaned_data["act"] == HOME:
            actions.send_home(**told, note=note)
            messages.success(request, _("The front desk gives them an appointment."))
        else:
            contact_id = front_desk.take_visitor(**told)
            desk.remember(request.session, contacts.contact_of(request.actor, contact_id))
            return redirect(here.address("workspace:contact", contact_id))
    except Conflict:
        messages.warning(request, _("It was answered meanwhile. Look how it stands now."))
    return redirect(here.address("workspace:visitors"))


def _handed(
    request: StaffRequest, kept: ContactRow, form: HandOverForm, sites: dict[str, str]
) -> bool:
    """Hand the visitor over, or say on the form why it cannot be."""
    given = form.cleaned_data
    site = given.get("site", "")
    try:
        front_desk.hand_visitor_over(
            actor=request.actor,
            contact_id=kept.id,
            said=given["said"],
            waits=Waits(
                desk=given["desk"],
                arrived_at=kept.began_at,
                site_key=site,
                place=sites.get(site, ""),
            ),
            now=clock.now(),
            **form.asked,
        )
    except NotFound:
        form.add_error("to", _("They can no longer be asked. Choose somebody else."))
        return False
    except Conflict:
        form.add_error(None, _("They are handed over already. Take that back first."))
        return False
    return True


def _back(request: StaffRequest, otherwise: str) -> str:
    """Return where the button was: the front desk of a site, or the page of the visit."""
    council, _slash, site = request.POST.get("front", "").partition("/")
    if council and site:
        return reverse("workspace:front-desk", args=[council, site])
    return otherwise


def _front_of(council: CouncilRow, noted: VisitRow | None) -> str:
    """Return the front desk at which a visitor was received."""
    if noted is None or not noted.site_key:
        return reverse("workspace:front-desks")
    return reverse("workspace:front-desk", args=[council.slug, noted.site_key])
