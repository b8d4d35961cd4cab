"""Linking an account for a caller: with what they know of it, as on their own page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.visitors import address_of
from moothall.people import actions, linking
from moothall.people.helping import HelpStanding
from moothall.people.linked_queries import kinds_offered, linked_accounts_of, posted_codes_of
from moothall.people.linking import NoMatch, Said, SystemAway
from moothall.people.linking_limits import TooManyTries, Trier
from moothall.people.linking_words import LinkedKind
from moothall.people.needs import needs_of
from moothall.people.policies import ASSIST
from moothall.people.queries import person_detail
from moothall.people.rows import OfferedKind
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.caller_check import LEVEL_FOR_FORMS
from moothall.surfaces.workspace.callers_accounts import CallersCodeForm, CallersLinkForm
from moothall.surfaces.workspace.views.helping import helping_of
from moothall.verticals.revenues.forms import BY_POST


@staff(ASSIST)
@require_GET
def accounts(request: StaffRequest) -> HttpResponse:
    """List what is linked and which codes are on their way; offer to link another."""
    helping = _sure_of(request)
    return _page(
        request,
        helping,
        "help_accounts",
        accounts=linked_accounts_of(helping.person_id),
        codes=posted_codes_of(helping.person_id, now=clock.now()),
        kinds=kinds_offered(helping.council_id),
    )


@staff(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: StaffRequest, kind: str) -> HttpResponse:
    """Ask what the caller knows of an account, and link it or have a letter sent to its address."""
    helping = _sure_of(request)
    offered = next((one for one in kinds_offered(helping.council_id) if one.slug == kind), None)
    if offered is None:
        raise NotFound("This council has no such accounts to link.")
    form = CallersLinkForm(
        request.POST if request.method == "POST" else None,
        details_suffice=offered.details_suffice,
    )
    told = _Answer("", 422 if form.is_bound else 200)
    if form.is_valid():
        told = _tried(request, helping, offered, form.cleaned_data)
        if not told.problem:
            return redirect(reverse("workspace:help-accounts"))
    context = {"form": form, "kind": offered, "problem": told.problem}
    return _page(request, helping, "help_account_link", status=told.status, **context)


@staff(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: StaffRequest, posted_code_id: UUID) -> HttpResponse:
    """Ask for the code that came by post to the caller, and link its account."""
    helping = _sure_of(request)
    codes = posted_codes_of(helping.person_id, now=clock.now())
    code = next((one for one in codes if one.id == posted_code_id), None)
    if code is None:
        raise NotFound("No such code is on its way.")
    form = CallersCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            linking.confirm_posted_code(
                actor=_actor(request, helping),
                posted_code_id=posted_code_id,
                typed=form.cleaned_data["code"],
                now=clock.now(),
            )
        except (actions.CodeNotRight, NoMatch, NotFound):
            form.add_error("code", _("This code is not right. Check it, or ask for a new letter."))
        else:
            messages.success(request, _("The account is linked."))
            return redirect(reverse("workspace:help-accounts"))
    status = 422 if form.is_bound else 200
    return _page(request, helping, "help_account_code", status=status, form=form, code=code)


@dataclass(frozen=True)
class _Answer:
    """What stands in the way, if anything, and how the page answers."""

    problem: str
    status: int


def _tried(
    request: StaffRequest, helping: HelpStanding, offered: OfferedKind, typed: dict[str, Any]
) -> _Answer:
    """Try what the caller said; the answer is the same for what is wrong and what is absent."""
    now = clock.now()
    wanted: dict[str, Any] = {
        "actor": _actor(request, helping),
        "person_id": helping.person_id,
        "council_id": helping.council_id,
        "said": Said(
            kind=LinkedKind(offered.kind),
            reference=typed["reference"],
            surname=typed["surname"],
            postcode=typed["postcode"],
            last_bill_pence=typed["last_bill"],
        ),
        # A whole call centre shares one network address: the employee stands in its place.
        "trier": Trier(
            account=f"staff:{request.actor.identifier}",
            network_address=f"{address_of(request)} staff:{request.actor.identifier}",
        ),
        "now": now,
    }
    try:
        if typed["proof"] == BY_POST:
            linking.ask_for_code(**wanted, language=_language_of(helping.person_id))
            messages.success(
                request, _("If it is right, a letter with a code goes to the address we have.")
            )
        else:
            linking.link_account(**wanted)
            messages.success(request, _("The account is linked."))
    except NoMatch:
        return _Answer(
            _("What they told you does not match our records. Check all of it and try again."), 422
        )
    except SystemAway:
        return _Answer(
            _("We cannot check this now. Nothing is lost: try again in a few minutes."), 503
        )
    except TooManyTries:
        return _Answer(_("That was tried too often. Try again tomorrow."), 429)
    return _Answer("", 302)


def _sure_of(request: StaffRequest) -> HelpStanding:
    """
    Return whom the employee helps, if the caller has answered enough.

    :raises NotFound: if that is nobody, or nobody any more
    :raises NotPermitted: if the caller has not
    """
    helping = helping_of(request)
    if helping.level < LEVEL_FOR_FORMS:
        raise NotPermitted("The caller has not answered enough questions for that.")
    return helping


def _actor(request: StaffRequest, helping: HelpStanding) -> Actor:
    return helping.on_behalf(request.actor)


def _language_of(person_id: UUID) -> str:
    return needs_of(person_id).language or person_detail(person_id).language


def _page(
    request: StaffRequest, helping: HelpStanding, name: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    here = acting_in(request, helping.council_id, ASSIST)
    shown = {**frame(request, here), "standing": helping, **context}
    return render(request, f"workspace/{name}.html", shown, status=status)
