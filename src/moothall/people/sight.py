"""Letting staff read what is hidden of a protected person, while they have just said why."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.people import protection
from moothall.people.policies import SEE_PROTECTED

View = Callable[..., HttpResponseBase]


def session_digest(request: HttpRequest) -> bytes:
    """Return what is kept of an employee's session; another sign-in has another."""
    return sha256((request.session.session_key or "").encode()).digest()


def sighted(view: View) -> View:
    """
    Open to the view the persons at whom the employee looks; one query, of few employees alone.

    Only pages about one person, case or file are sighted: no list ever shows what is hidden.
    """

    @wraps(view)
    def looking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or not actor.councils_where(SEE_PROTECTED):
            return view(request, *args, **kwargs)
        seen = protection.looked_at(
            employee_id=int(actor.identifier),
            session_digest=session_digest(request),
            now=clock.now(),
        )
        with protection.opened(*seen):
            return view(request, *args, **kwargs)

    return looking
