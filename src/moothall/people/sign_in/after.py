"""
Where somebody wanted to go when they were asked to set up a second factor.

allauth ends that at its own pages. So the address is kept with the session, and those pages lead
on to it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase

_KEPT = "after_second_factor"


def remembering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view keep where to go on to, if that is on this host."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if wanted and get_adapter(request).is_safe_url(wanted):
            request.session[_KEPT] = wanted
        return view(request, *args, **kwargs)

    return kept


def is_waiting(request: HttpRequest) -> bool:
    """Tell whether there is somewhere to go on to."""
    return _KEPT in request.session


def take(request: HttpRequest) -> str:
    """Return where to go on to, this once, or nothing."""
    return str(request.session.pop(_KEPT, ""))
