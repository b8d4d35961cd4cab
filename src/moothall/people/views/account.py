"""A council's own part in signing residents in and out, and in joining them to its records."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident, signing_in
from moothall.kernel.errors import Conflict
from moothall.people import actions, scopes
from moothall.people.claims import has_claims_waiting
from moothall.people.elsewhere import NAME, brought_from, own_joinings
from moothall.people.forms import BringForm, JoinForm, NeedsForm
from moothall.people.identities import KEEPABLE
from moothall.people.identities import NAME as PROVEN_NAME
from moothall.people.needs import NO_NEEDS
from moothall.people.resident_standing import ResidentStanding
from moothall.people.sign_in import council_site
from moothall.people.sign_in.assurance import (
    IDENTITIES,
    ONE_THING,
    RECENT_SECONDS,
    TWO_THINGS,
)
from moothall.people.sign_in.council_site import NotSignedIn
from moothall.people.sign_in.identity_proofs import proof_for
from moothall.people.sign_in.identity_provider import label_of


@signing_in
def sign_in(request: CouncilRequest) -> HttpResponseBase:
    """Send somebody to the sign-in host, who comes back to where they wanted to go."""
    wanted, identity = request.GET.get("strength", ""), request.GET.get("identity", "")
    departure = council_site.depart(
        council=request.council,
        back=_here(request, _BACK),
        next_path=next_in(request),
        ticket=request.COOKIES.get(settings.SIGN_IN_TICKET_COOKIE_NAME, ""),
        language=request.LANGUAGE_CODE,
        strength=TWO_THINGS if wanted == str(TWO_THINGS) else ONE_THING,
        identity=identity if identity in IDENTITIES.values() else "",
        max_age=RECENT_SECONDS if request.GET.get("again") else None,
    )
    response = HttpResponseRedirect(departure.address)
    _keep_ticket(response, departure.ticket)
    return response


@signing_in
def back(request: CouncilRequest) -> HttpResponseBase:
    """Receive somebody from the sign-in host, signed in or not."""
    ticket = request.COOKIES.get(settings.SIGN_IN_TICKET_COOKIE_NAME, "")
    try:
        arrival = council_site.arrive(
            council=request.council, ticket=ticket, answer=request.GET.dict()
        )
    except NotSignedIn as refusal:
        if refusal.reason == "stale" and request.resident is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("account:home"))  # the back button, most likely
        return render(
            request, "people/account/not_signed_in.html", {"reason": refusal.reason}, status=400
        )
    secret = actions.begin_resident_session(
        account_id=arrival.account_id,
        subject=arrival.subject,
        sign_in=arrival.sign_in,
        strength=arrival.strength,
        identity=arrival.identity,
        methods=arrival.methods,
        authenticated_at=arrival.authenticated_at,
        replaces=request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, ""),
        now=clock.now(),
    )
    response = HttpResponseRedirect(arrival.next)
    _keep_ticket(response, arrival.ticket)
    response.set_cookie(
        settings.RESIDENT_COOKIE_NAME,
        secret,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@signing_in
def sign_out(request: CouncilRequest) -> HttpResponseBase:
    """Sign out here and at the sign-in host, and so on every council's site."""
    if request.method == "POST":
        secret = request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, "")
        stay = actions.end_resident_session(secret=secret, now=clock.now()) if secret else None
        signed_out = _here(request, reverse("account:signed-out"))
        response: HttpResponse = HttpResponseRedirect(
            council_site.sign_out_address(
                request.council, signed_out, stay=stay, language=request.LANGUAGE_CODE
            )
        )
        response.delete_cookie(settings.RESIDENT_COOKIE_NAME)
        return response
    return render(request, "people/account/sign_out.html")


@signing_in
def signed_out(request: CouncilRequest) -> HttpResponseBase:
    """Say that it is done."""
    return render(request, "people/account/signed_out.html")


@signing_in
def join(request: CouncilRequest) -> HttpResponseBase:
    """Join an account to what this council holds, by the person's own act."""
    standing: ResidentStanding | None = request.resident  # type: ignore[attr-defined]
    if standing is None:
        return HttpResponseRedirect(f"{reverse('account:sign-in')}?next={reverse('account:join')}")
    if standing.person is not None:
        return HttpResponseRedirect(next_in(request))
    page = _JoinPage(request, standing)
    if page.is_complete():
        try:
            actions.join_council_with_proof(
                account_id=standing.account_id,
                email=standing.email,
                language=request.LANGUAGE_CODE,
                now=clock.now(),
                **page.given(),
            )
        except Conflict:
            page.form.add_error(
                None, _("We cannot join this record to you here. Contact the council to sort it.")
            )
        else:
            return HttpResponseRedirect(_after_joining(request, standing.account_id))
    return render(
        request,
        "people/account/join.html",
        {
            "form": page.form,
            "needs": page.needs,
            "bring": page.bring,
            "email": standing.email,
            "next": next_in(request),
            "proof": page.proof,
            "provider": label_of(page.proof.provider) if page.proof is not None else "",
            "wanted": page.wanted,
        },
    )


class _JoinPage:
    """The forms of the joining page: who somebody is, what they need, what comes along."""

    def __init__(self, request: CouncilRequest, standing: ResidentStanding) -> None:
        data = request.POST if request.method == "POST" else None
        others = own_joinings(standing.account_id, besides=request.council.id)
        self.account_id = standing.account_id
        self.bring = BringForm(data, councils=[council_by_id(one.council_id) for one in others])
        self.things = self.bring.things_by_council()
        named = any(NAME in things for things in self.things.values())
        self.proof = proof_for(standing)
        self.wanted = frozenset(request.POST.getlist("proven")) & KEEPABLE
        proven = self.proof is not None and PROVEN_NAME in self.wanted
        self.form = JoinForm(data, name_comes_along=named or proven)
        self.needs = NeedsForm(data, languages=request.council.languages)

    def is_complete(self) -> bool:
        """Tell whether everything that was typed can be used."""
        return all([self.form.is_valid(), self.needs.is_valid(), self.bring.is_valid()])

    def given(self) -> dict[str, Any]:
        """Return what was typed, and where nothing was, what was ticked to come along."""
        name, phone = self.form.cleaned_data["name"], self.form.cleaned_data["phone"]
        needs = self.needs.needs()
        for council_id, things in self.things.items():
            brought = brought_from(account_id=self.account_id, council_id=council_id, things=things)
            name, phone = name or brought.name, phone or brought.phone
            needs = brought.needs if needs == NO_NEEDS else needs
        proven = {"proof": self.proof, "wanted": self.wanted}
        return {"name": name, "phone": phone, "needs": needs, **proven}


@resident(scopes.ACCOUNT)
def leave(request: CouncilRequest) -> HttpResponseBase:
    """Undo the joining: the council keeps what it must, the account no longer shows it."""
    if request.method == "POST":
        standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
        actions.leave_council(account_id=standing.account_id, now=clock.now())
        return HttpResponseRedirect(reverse("account:join"))
    return render(request, "people/account/leave.html")


def _after_joining(request: CouncilRequest, account_id: int) -> str:
    """Return where to go on to: if an older site knew the person, to the page that asks."""
    wanted = next_in(request)
    if not has_claims_waiting(account_id):
        return wanted
    return f"{reverse('account:earlier-accounts')}?{urlencode({'next': wanted})}"


def next_in(request: HttpRequest) -> str:
    """Return where somebody wants to go after this, if that is on this very site."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return reverse("account:home")


#: One address in every language, since the provider compares it letter by letter.
_BACK = "/account/sign-in/back/"


def _here(request: CouncilRequest, path: str) -> str:
    """
    Return a page's whole address on this site, by the name under which the site was asked.

    The port is the installation's: what a browser sends as one would be the visitor's own choice.
    """
    host = request.get_host().rsplit(":", 1)[0].lower()
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}{path}"


def _keep_ticket(response: HttpResponse, ticket: str) -> None:
    if not ticket:
        response.delete_cookie(settings.SIGN_IN_TICKET_COOKIE_NAME)
        return
    response.set_cookie(
        settings.SIGN_IN_TICKET_COOKIE_NAME,
        ticket,
        max_age=council_site.TICKET_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
