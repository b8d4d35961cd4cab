"""What every request passes: refusal by default, errors as answers, privacy by default."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from moothall.kernel.access import access_of
from moothall.kernel.errors import NotFound, NotPermitted

Next = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)


class DefaultDeny:
    """Refuses each view that does not say who may call it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the check comes once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """
        Look at the view's rule.

        :raises PermissionDenied: if it has none
        """
        if access_of(view) is None:
            logger.error("The view %s says nobody may call it.", view)
            raise PermissionDenied("This page says nobody may call it.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Turn the domain's refusals into the web's: 403 for a right, 404 for a thing."""
        if isinstance(exception, NotPermitted):
            raise PermissionDenied(str(exception)) from exception
        if isinstance(exception, NotFound):
            raise Http404(str(exception)) from exception


class PrivateByDefault:
    """Keeps out of every cache what does not say that it may be kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the header where the view set none."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        response.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        return response
