"""What a person sees when a request cannot be served, in the look of the front door they used."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist

logger = logging.getLogger(__name__)

#: The last resort, when even the page of the error cannot be drawn.
PLAIN = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sorry</title></head>'
    "<body><h1>Sorry, there is a problem with the service</h1><p>Try again later.</p></body></html>"
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429."""
    return _page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _page(request, 500)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    door = "workspace" if request.path.startswith("/workspace/") else "public"
    try:
        response = render(request, f"{door}/errors/{status}.html", status=status)
    except TemplateDoesNotExist:
        response = HttpResponse(PLAIN, status=status)
    except Exception:
        logger.exception("The page of error %s could not be drawn.", status)
        response = HttpResponse(PLAIN, status=status)
    response["Cache-Control"] = "no-store"
    return response
