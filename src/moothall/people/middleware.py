"""Who is at work: on the staff's front doors, the actor and the councils they serve."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.scope import acting_for
from moothall.people import sessions
from moothall.people.models import StaffUser
from moothall.people.queries import StaffStanding, second_factor_required, staff_standing

Next = Callable[[HttpRequest], HttpResponseBase]

FRONT_DOORS = ("/workspace/", "/cms/")
SIGN_IN = "/workspace/sign-in/"


class StaffActor:
    """Sets the actor on the staff's front doors and puts the councils they serve in force."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass public requests on untouched: they never read a session."""
        request.actor = None  # type: ignore[attr-defined]
        if not request.path_info.startswith(FRONT_DOORS):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, StaffUser):
            return self.get_response(request)  # the view itself sends them to sign in
        if not sessions.keep_alive(request.session, now=clock.now()):
            logout(request)
            return HttpResponseRedirect(
                f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
            )
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
            return self.get_response(request)


def _not_your_council(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    councils = [council_by_id(council_id) for council_id in sorted(actor.permissions)]
    response = render(
        request, "people/workspace/not_your_council.html", {"own_councils": councils}, status=403
    )
    response["Cache-Control"] = "no-store"
    return response
