"""Who may act for somebody, and for whom they act: asking, agreeing, changing, ending."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict, NotFound, TransitionNotAllowed
from moothall.people import actions, scopes
from moothall.people.grant_forms import AskForm, ClaimForm, Lasting, OfferForm
from moothall.people.grant_rows import (
    GrantRow,
    grant_row,
    grants_over,
    grants_to,
    invitation_row,
    organisations_of,
)
from moothall.people.invitations import has_confirmed
from moothall.people.models import GrantKind
from moothall.people.resident_standing import ResidentStanding


@resident(scopes.ACCOUNT)
def helpers(request: CouncilRequest) -> HttpResponseBase:
    """Show who may act for somebody, and for whom they act."""
    now, person_id = clock.now(), _own_id(request)
    return render(
        request,
        "people/account/helpers.html",
        {
            "over_me": grants_over(person_id, now=now),
            "by_me": grants_to(person_id, now=now),
            "organisations": organisations_of(person_id),
        },
    )


@resident(scopes.ACCOUNT, recent=True)
def offer(request: CouncilRequest) -> HttpResponseBase:
    """Ask somebody by e-mail to act for oneself."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.offer_grant(
                actor=request.actor,
                email=form.cleaned_data["email"],
                kind=GrantKind(form.cleaned_data["kind"]),
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(clock.now()),
                now=clock.now(),
            )
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("account:helpers"))
    return _form(request, form, _("Ask somebody to act for you"), "helper-offer")


@resident(scopes.ACCOUNT, recent=True)
def ask(request: CouncilRequest) -> HttpResponseBase:
    """Ask somebody by e-mail whether one may act for them."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.ask_person_for_grant(
                actor=request.actor,
                email=form.cleaned_data["email"],
                kind=GrantKind(form.cleaned_data["kind"]),
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(clock.now()),
                now=clock.now(),
            )
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("account:helpers"))
    return _form(request, form, _("Ask to act for somebody"), "helper-ask")


@resident(scopes.ACCOUNT, recent=True)
def claim(request: CouncilRequest) -> HttpResponseBase:
    """Tell the council by what right one acts for somebody who cannot say yes."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            grant = actions.ask_council_for_grant(
                actor=request.actor,
                kind=GrantKind(given["kind"]),
                scopes=given["scopes"],
                said_name=given["said_name"],
                said_born_on=given["said_born_on"],
                said_where=given["said_where"],
                now=clock.now(),
            )
        except Conflict as refusal:
            form.add_error("said_born_on", str(refusal))
        else:
            return HttpResponseRedirect(reverse("account:grant-papers", args=(grant.pk,)))
    return _form(request, form, _("Act for a child or for somebody who cannot ask"), "helper-claim")


@resident(scopes.ACCOUNT, recent=True)
def change(request: CouncilRequest, grant_id: UUID) -> HttpResponseBase:
    """Change what somebody may do for oneself, and for how long."""
    now = clock.now()
    row = _mine(request, grant_id)
    shown = {"scopes": list(row.scopes), "lasts": ""}
    form = Lasting(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_valid():
        actions.change_grant(
            actor=request.actor,
            grant_id=grant_id,
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(now),
            now=now,
        )
        return HttpResponseRedirect(reverse("account:helpers"))
    title = _("Change what %(name)s may do for you") % {"name": row.helper}
    return _form(request, form, title, "helper-change", grant_id)


@resident(scopes.ACCOUNT)
@require_POST
def end(request: CouncilRequest, grant_id: UUID) -> HttpResponseBase:
    """End a grant at once, of either side."""
    with suppress(TransitionNotAllowed):  # it is over already, which is what they want
        actions.end_grant(actor=request.actor, grant_id=grant_id, now=clock.now())
    return HttpResponseRedirect(reverse("account:helpers"))


@resident(scopes.ACCOUNT, recent=True)
def invitation(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Show what somebody is asked for, and take their answer."""
    now = clock.now()
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    row = invitation_row(token, now=now)
    is_theirs = has_confirmed(standing.account_id, row.email)
    if not row.is_open or not is_theirs:
        # The same page for whatever is wrong: it tells a stranger nothing.
        return render(request, "people/account/invitation_gone.html", status=404)
    organisations = [one for one in organisations_of(_own_id(request)) if one.is_owned]
    problem = ""
    if request.method == "POST":
        try:
            _answer(request, standing.account_id, row.id)
        except Conflict as refusal:
            problem = str(refusal)
        except TransitionNotAllowed:
            problem = _("This is settled already.")
        else:
            return HttpResponseRedirect(reverse("account:helpers"))
    return render(
        request,
        "people/account/invitation.html",
        {"invitation": row, "organisations": organisations, "problem": problem},
        status=422 if problem else 200,
    )


def _answer(request: CouncilRequest, account_id: int, invitation_id: UUID) -> None:
    if request.POST.get("answer") != "yes":
        actions.decline_invitation(
            actor=request.actor,
            account_id=account_id,
            invitation_id=invitation_id,
            now=clock.now(),
        )
        return
    chosen = request.POST.get("organisation", "")
    actions.accept_invitation(
        actor=request.actor,
        account_id=account_id,
        invitation_id=invitation_id,
        organisation_id=_uuid(chosen) if chosen else None,
        now=clock.now(),
    )


def _form(
    request: CouncilRequest,
    form: OfferForm | AskForm | ClaimForm | Lasting,
    title: str,
    name: str,
    *parts: UUID,
) -> HttpResponseBase:
    return render(
        request,
        "people/account/helper_form.html",
        {"form": form, "heading": title, "action": reverse(f"account:{name}", args=parts)},
        status=422 if form.is_bound else 200,
    )


def _mine(request: CouncilRequest, grant_id: UUID) -> GrantRow:
    """
    Return a grant over oneself that is in force.

    :raises NotFound: if there is none
    """
    row = grant_row(grant_id, now=clock.now())
    if row.person_id != _own_id(request) or not row.is_live:
        raise NotFound("There is no such grant.")
    return row


def _own_id(request: CouncilRequest) -> UUID:
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    return standing.themselves.id


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such organisation.") from error
