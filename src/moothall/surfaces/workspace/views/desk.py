"""Calls on every page: who rings, whom an employee talks with, and what they are doing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moothall.cases.contact import actions, queries
from moothall.cases.contact.rows import ContactRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace import desk
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.contact_forms import ExtensionForm
from moothall.surfaces.workspace.desk import LOG
from moothall.surfaces.workspace.words import short_moment

_LONGEST_STAMP = 2000


@staff(LOG)
@require_safe
def look(request: StaffRequest) -> HttpResponse:
    """Show the calls of whoever looks, if anything has changed since the page looked last."""
    was = request.GET.get("stamp", "")[:_LONGEST_STAMP]
    seen = desk.desk_of(request.actor, was=was, now=clock.now())
    if seen is None:
        return HttpResponse(status=204)
    _remember_open(request)
    context = {
        "desk": seen,
        "states": desk.state_choices(),
        "chosen_state": desk.chosen(seen.state),
        "acting": desk.acting_of(request.actor),
        "back": "",
    }
    return render(request, "workspace/parts/desk.html", context)


@staff(LOG)
@require_safe
def calls(request: StaffRequest) -> HttpResponse:
    """Show the same as a page, for whoever has no scripts, with every call that goes on."""
    now, actor = clock.now(), request.actor
    here = acting(request, LOG)
    seen = desk.desk_of(actor, now=now)
    open_contacts = _remember_open(request)
    context = {
        **frame(request, here, switcher=True),
        "desk": seen,
        "states": desk.state_choices(),
        "chosen_state": desk.chosen(seen.state) if seen else "",
        "back": reverse("workspace:calls"),
        "contacts": [
            (one, here.council(one.council_id), short_moment(one.began_at, now=now))
            for one in open_contacts
            if one.council_id in here.ids
        ],
        "going_on": [
            (one, here.council(one.council_id), here.number(one.council_id))
            for one in queries.calls_going_on(here.ids, now=now)
        ],
        "extension": queries.extension_of(int(actor.identifier)),
    }
    return render(request, "workspace/calls.html", context)


@staff(LOG)
@require_POST
def take(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Begin the contact of a call, with whoever it is."""
    actor = request.actor
    call = queries.call_row(call_id, actor.councils_where(LOG))
    here = acting_in(request, call.council_id, LOG)
    contact = actions.begin_contact(
        actor=actor,
        council_id=call.council_id,
        person_id=_uuid(request.POST.get("person", "")),
        channel="phone",
        call_id=call.id,
        now=clock.now(),
    )
    desk.remember(request.session, queries.contact_of(actor, contact.pk))
    return redirect(here.address("workspace:contact", contact.pk))


@staff(LOG)
@require_POST
def state(request: StaffRequest) -> HttpResponse:
    """Say what one is doing."""
    wanted = request.POST.get("state", "")
    found = next((one for one in desk.CHOICES if one[0] == wanted), None)
    if found is None:
        messages.warning(request, _("Choose what you are doing."))
        return redirect(_back(request))
    _key, status, reason = found
    actions.set_state(
        actor=request.actor,
        council_id=request.actor.councils_where(LOG)[0],
        status=status.value,
        reason=reason,
        now=clock.now(),
    )
    if request.htmx:
        seen = desk.desk_of(request.actor, now=clock.now())
        context = {
            "desk": seen,
            "states": desk.state_choices(),
            "chosen_state": wanted,
            "acting": desk.acting_of(request.actor),
            "back": "",
        }
        return render(request, "workspace/parts/desk.html", context)
    return redirect(_back(request))


@staff(LOG)
def extension(request: StaffRequest) -> HttpResponse:
    """Say at which telephone one answers today."""
    here = acting(request, LOG)
    now, account_id = clock.now(), int(request.actor.identifier)
    present = queries.extension_of(account_id)
    form = ExtensionForm(request.POST or None, initial={"extension": present})
    if request.method == "POST" and form.is_valid():
        actions.claim_extension(
            actor=request.actor,
            council_id=_council_of_host(request),
            extension=form.cleaned_data["extension"],
            now=now,
        )
        messages.success(request, _("Saved."))
        return redirect(here.address("workspace:calls"))
    context = {**frame(request, here), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/extension.html", context, status=status)


def _council_of_host(request: StaffRequest) -> int:
    """Return a council for whose telephone system one answers: this host's, where one may."""
    councils = request.actor.councils_where(LOG)
    return request.council.id if request.council.id in councils else councils[0]


def _remember_open(request: StaffRequest) -> list[ContactRow]:
    """Return one's unfinished contacts; the newest is said on every page from now on."""
    found = queries.unfinished_contacts(request.actor, request.actor.councils_where(LOG))
    kept = request.session.get(desk.IN_SESSION, {}).get("id")
    if found and kept not in {str(one.id) for one in found}:
        desk.remember(request.session, found[0])
    elif kept and not found:
        del request.session[desk.IN_SESSION]
    return found


def _back(request: StaffRequest) -> str:
    """Return the page on which a form of the header stood, if it is one of ours."""
    wanted = request.POST.get("back", "") or request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts):
        return wanted
    return reverse("workspace:calls")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("There is no such person.") from error
