"""For whom somebody acts: choosing, and stopping."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident_themselves
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.people import actions, scopes
from moothall.people.acting import ActingFor, acting_choices
from moothall.people.resident_standing import ResidentStanding, actor_as_themselves
from moothall.people.scope_words import in_words

#: The one whose affairs are always one's own.
MYSELF = "myself"
_GRANT, _MEMBERSHIP = "grant", "membership"


@resident_themselves
def acting(request: CouncilRequest) -> HttpResponseBase:
    """Show for whom somebody can act, or begin and stop to act for one of them."""
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    now = clock.now()
    choices = acting_choices(standing.themselves.id, now=now)
    is_gone = False
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_chosen(request, standing))
        except NotFound:
            is_gone = True
    return render(
        request,
        "people/account/acting.html",
        {
            "choices": [
                {"value": _value(one), "acting": one, "covers": in_words(one.scopes)}
                for one in choices
            ],
            "chosen": _value(standing.acting) if standing.acting else MYSELF,
            "is_gone": is_gone,
        },
        status=404 if is_gone else 200,
    )


def _chosen(request: HttpRequest, standing: ResidentStanding) -> str:
    """
    Act on what was chosen and return where to go on.

    :raises NotFound: if it is none of what they may choose
    """
    kind, _, identifier = request.POST.get("for", "").partition(":")
    actor = _as_themselves(request, standing)
    if kind == MYSELF:
        actions.stop_acting(session_id=standing.session_id, actor=actor, now=clock.now())
        return reverse("account:home")
    chosen = actions.act_for(
        actor=actor,
        session_id=standing.session_id,
        grant_id=_id(identifier) if kind == _GRANT else None,
        membership_id=_id(identifier) if kind == _MEMBERSHIP else None,
        now=clock.now(),
    )
    can_see_home = scopes.REQUESTS in chosen.scopes
    return reverse("account:home" if can_see_home else "account:acting")


def _as_themselves(request: HttpRequest, standing: ResidentStanding) -> Actor:
    council_id = request.council.id  # type: ignore[attr-defined]
    return actor_as_themselves(standing.themselves, council_id=council_id)


def _value(one: ActingFor) -> str:
    return f"{_GRANT}:{one.grant_id}" if one.grant_id else f"{_MEMBERSHIP}:{one.membership_id}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such grant.") from error
