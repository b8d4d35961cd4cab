"""Who is at the door: employees at theirs, residents at the sign-in host and in their account."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.scope import acting_for
from moothall.people import doors, protection, sessions
from moothall.people.actions import note_that_help_is_used, note_that_session_is_used
from moothall.people.helping import IN_SESSION, HelpStanding, help_now
from moothall.people.merging.redirecting import lead_on
from moothall.people.models import Account
from moothall.people.policies import can_help
from moothall.people.queries import StaffStanding, second_factor_required, staff_standing
from moothall.people.resident_standing import actor_of_resident, resident_standing
from moothall.people.sight import session_digest
from moothall.people.sign_in import devices, origin

Next = Callable[[HttpRequest], HttpResponseBase]

FRONT_DOORS = ("/workspace/", "/cms/")
SIGN_IN = "/workspace/sign-in/"
ACCOUNT = ("/account/", "/cy/account/")

#: Where somebody may go who has lost the right to act for another: to stop acting, or out.
STILL_OPEN = frozenset({"acting", "sign-in", "sign-in-back", "sign-out", "signed-out"})

#: What stands at the sign-in host; a council alone may let these stand at its own.
SIGN_IN_HOST_PATHS = ("/sign-in/", "/cy/sign-in/", "/.well-known/openid-configuration",
                      "/.well-known/jwks.json")  # fmt: skip


class Doors:
    """Tells which kind of account a request can have to do with, before any is looked up."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the sign-in host's own pages there, and nowhere else."""
        if at_sign_in_host(request):
            request.urlconf = "moothall.config.urls.sign_in_host"
            with doors.door_of(doors.RESIDENT):
                response = self.get_response(request)
            devices.keep_cookie(request, response)
            return response
        kind = doors.RESIDENT if request.path_info.startswith(ACCOUNT) else doors.STAFF
        with doors.door_of(kind):
            return self.get_response(request)


def at_sign_in_host(request: HttpRequest) -> bool:
    """Tell whether this is the host at which residents sign in, or its part of a council's."""
    if not settings.SIGN_IN_HOST:
        return False
    if request.get_host().rsplit(":", 1)[0].lower() != settings.SIGN_IN_HOST:
        return False
    alone = getattr(request, "council", None) is None
    return alone or request.path_info.startswith(SIGN_IN_HOST_PATHS)


class FormsLeadOn:
    """
    Says to which other sites the forms of a page may lead on.

    Chromium holds `form-action` against every redirect that follows a form: one that is sent at the
    sign-in host may end on a council's or another website, and the other way about.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add them to the page's policy, which is written when the response has come this far."""
        response = self.get_response(request)
        if at_sign_in_host(request):
            ahead = origin.sites_ahead(request)
        elif request.path_info.startswith(ACCOUNT) and settings.SIGN_IN_URL:
            ahead = [settings.SIGN_IN_URL]
        else:
            return response
        if ahead and response.get("Content-Type", "").startswith("text/html"):
            response._csp_update = {"form-action": ahead}  # type: ignore[attr-defined]
        return response


class ResidentStay:
    """Ends a resident's stay at the sign-in host that was too long, or too long unused."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on as nobody where the stay is over: each page then leads to signing in again."""
        if (
            at_sign_in_host(request)
            and SESSION_KEY in request.session
            and not sessions.keep_alive(
                request.session,
                now=clock.now(),
                longest_pause=sessions.LONGEST_PAUSE_OF_RESIDENTS,
            )
        ):
            get_adapter(request).logout(request)
        return self.get_response(request)


class StaffActor:
    """Sets the actor on the staff's front doors and puts the councils they serve in force."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass public requests on untouched: they never read a session."""
        request.actor = None  # type: ignore[attr-defined]
        request.helping = None  # type: ignore[attr-defined]
        if not request.path_info.startswith(FRONT_DOORS) or at_sign_in_host(request):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, Account):
            return self.get_response(request)  # the view itself sends them to sign in
        if not sessions.keep_alive(request.session, now=clock.now()):
            logout(request)
            asked = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{asked}")
        standing = staff_standing(user)
        request.actor = standing.actor  # type: ignore[attr-defined]
        if request.path_info.startswith(SIGN_IN):
            return self.get_response(request)
        return self._at_work(request, standing)

    def _at_work(self, request: HttpRequest, standing: StaffStanding) -> HttpResponseBase:
        actor = standing.actor
        if request.council.id not in actor.permissions:  # type: ignore[attr-defined]
            return _not_your_council(request, actor)
        with acting_for(*sorted(actor.permissions)):
            if not standing.has_second_factor and second_factor_required(actor):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            if IN_SESSION in request.session:
                request.helping = _helping(request, actor)  # type: ignore[attr-defined]
            return lead_on(request, self.get_response(request))


def _helping(request: HttpRequest, actor: Actor) -> HelpStanding | None:
    """Return whom the employee helps, if that is not over; noted as a request of theirs."""
    now = clock.now()
    standing = help_now(
        employee_id=int(actor.identifier), session_digest=session_digest(request), now=now
    )
    if standing is None or not can_help(actor, standing.council_id):
        del request.session[IN_SESSION]
        return None
    if standing.is_to_be_noted(now):
        note_that_help_is_used(help_id=standing.help_id, now=now)
    return standing


class ResidentActor:
    """Sets, in a council's account, which resident is signed in on this council's site."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass every other request on untouched: public pages read no cookie."""
        request.resident = None  # type: ignore[attr-defined]
        if not request.path_info.startswith(ACCOUNT):
            return self.get_response(request)
        secret = request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, "")
        now = clock.now()
        standing = resident_standing(secret, now=now) if secret else None
        if standing is not None:
            request.resident = standing  # type: ignore[attr-defined]
            request.actor = actor_of_resident(  # type: ignore[attr-defined]
                standing,
                council_id=request.council.id,  # type: ignore[attr-defined]
            )
            if standing.is_to_be_noted(now):
                note_that_session_is_used(session_id=standing.session_id, now=now)
            if standing.person is not None and standing.acting is None:
                with protection.opened(standing.person.id):  # theirs to read, whoever else may not
                    return self.get_response(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Refuse whatever was meant for somebody else's affairs once the right to it is gone."""
        standing = getattr(request, "resident", None)
        if standing is None or not standing.has_lost_acting:
            return None
        match = request.resolver_match
        if match is not None and match.namespace == "account" and match.url_name in STILL_OPEN:
            return None
        response = render(request, "people/account/acting_ended.html", status=403)
        response["Cache-Control"] = "no-store"
        return response


def _not_your_council(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    councils = [council_by_id(council_id) for council_id in sorted(actor.permissions)]
    response = render(
        request, "people/workspace/not_your_council.html", {"own_councils": councils}, status=403
    )
    response["Cache-Control"] = "no-store"
    return response
