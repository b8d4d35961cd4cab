"""The basket of a browser: found by a cookie, opened when the first thing is put in."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from moothall.councils.requests import CouncilRequest
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.payments import actions
from moothall.payments.baskets import LIVES, basket_of, open_basket_of
from moothall.payments.models import Basket

#: Where an employee's session says which basket they left to fill in a form.
_OF_CALL = "basket_of_call"


def basket_to_fill(
    request: CouncilRequest, *, actor: Actor, now: datetime, person_id: UUID | None = None
) -> tuple[Basket, str]:
    """
    Return the open basket that a thing goes into, and its secret if it is new.

    A basket of this browser that somebody is just paying, or has paid, is left alone.
    """
    basket = (
        open_basket_of(person_id, now=now)
        if person_id is not None
        else basket_of_browser(request, now=now)
    )
    if basket is not None and basket.state == "open" and basket.person_id == person_id:
        return basket, ""
    return actions.open_basket(
        actor=actor,
        council_id=request.council.id,
        language=request.LANGUAGE_CODE,
        channel="web",
        person_id=person_id,
        now=now,
    )


def basket_of_call(
    request: HttpRequest,
    *,
    actor: Actor,
    council_id: int,
    person_id: UUID | None,
    language: str,
    channel: str,
    now: datetime,
) -> Basket:
    """
    Return the basket that an employee fills for whoever is on the line.

    It is the one whose page they came from, if it is this caller's and open, or a new one: whoever
    rings next finds nothing of the caller before in theirs.
    """
    known = request.session.pop(_OF_CALL, None)
    if known is not None:
        found = Basket.objects.filter(
            pk=known, council_id=council_id, state="open", expires_at__gt=now
        ).first()
        if found is not None and found.person_id == person_id:
            return found
    basket, _secret = actions.open_basket(
        actor=actor,
        council_id=council_id,
        language=language,
        channel=channel,
        person_id=person_id,
        now=now,
    )
    return basket


def fill_by_form(request: HttpRequest, basket_id: UUID) -> None:
    """Let the fee of the form that the employee fills in next go into this basket."""
    request.session[_OF_CALL] = str(basket_id)


def remember_basket(response: HttpResponse, secret: str) -> None:
    """Let this browser find its basket again; the one cookie before signing in (see decisions)."""
    if secret:
        response.set_cookie(
            settings.BASKET_COOKIE_NAME,
            secret,
            max_age=LIVES,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def basket_of_browser(request: CouncilRequest, *, now: datetime) -> Basket | None:
    """Return the basket whose secret this browser's cookie holds, or nothing."""
    secret = request.COOKIES.get(settings.BASKET_COOKIE_NAME, "")
    if not secret:
        return None
    try:
        return basket_of(request.council.id, secret, now=now)
    except NotFound:
        return None
