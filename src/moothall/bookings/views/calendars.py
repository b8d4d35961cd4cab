"""Private calendars, which programs fetch by an address that only their owner knows."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from moothall.bookings.calendar_files import CONTENT_TYPE
from moothall.bookings.calendars.feeds import person_feed, resource_feed
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import machine
from moothall.kernel.errors import NotFound

_FEEDS = {"person": person_feed, "resource": resource_feed}


@machine
@require_safe
def feed(request: HttpRequest, whose: str, secret: str) -> HttpResponse:
    """Answer with the calendar that has this secret at the council of this host, or with 404."""
    council: CouncilRow | None = getattr(request, "council", None)
    if council is None or whose not in _FEEDS:
        raise NotFound("There is no such calendar.")
    language = request.GET.get("language", "")
    spoken = language if language in council.languages else council.languages[0]
    content = _FEEDS[whose](council, secret, spoken, now=clock.now())
    return HttpResponse(
        content,
        content_type=f"{CONTENT_TYPE}; charset=utf-8",
        headers={
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )
