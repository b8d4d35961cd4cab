"""The basket of a browser: found by a cookie, opened when the first thing is put in."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from moothall.councils.requests import CouncilRequest
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.payments import actions
from moothall.payments.baskets import LIVES, basket_of, open_basket_of
from moothall.payments.models import Basket


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
