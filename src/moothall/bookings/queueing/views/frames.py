"""What the public pages of the queue share."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.bookings.queueing.actions import local_day
from moothall.bookings.queueing.rows import TicketRow
from moothall.bookings.rows import in_language
from moothall.bookings.views.times_in_words import clock_words, day_words, moment_words
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock, rate_limits
from moothall.kernel.visitors import address_of

#: After so many seconds a kiosk shows its first page again, for whoever comes next.
KIOSK_SECONDS = 30
#: Who mends what they typed has longer, and is not left for the next to see.
KIOSK_TYPING_SECONDS = 180
KIOSK = "kiosk"

NOTHING_NEW = 204

_PERIOD = timedelta(minutes=15)
#: A kiosk is one address for everybody who comes in.
_MOST_TICKETS = 150
_MOST_FAILURES = 60


def public_page(
    request: CouncilRequest, template: str, *, status: int = 200, **values: Any
) -> HttpResponse:
    """Return a page that nobody keeps: it changes from minute to minute."""
    language = request.LANGUAGE_CODE
    response = render(
        request,
        f"bookings/queue/{template}.html",
        {
            "base": "public/base.html",
            "said": lambda words: in_language(words, language),
            "clock_of": clock_words,
            "day_name": day_words,
            "moment_of": moment_words,
            "is_kiosk": is_kiosk(request),
            "refreshes": request.GET.get("refresh") != "off",
            **values,
        },
        status=status,
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"  # a ticket's address is its key
    return response


def back_to_start(response: HttpResponse, start: str, seconds: int = KIOSK_SECONDS) -> HttpResponse:
    """Let a kiosk show its first page again after a while; by header, so no script is needed."""
    response["Refresh"] = f"{seconds};url={start}"
    return response


def is_kiosk(request: HttpRequest) -> bool:
    """Tell whether a page stands at a kiosk, where the next person uses it after this one."""
    return KIOSK in request.GET


def asks_for_news(request: HttpRequest) -> bool:
    """Tell whether the page itself asks whether anything has changed."""
    return "seen" in request.GET


def is_over(row: TicketRow, council_id: int) -> bool:
    """Tell whether a ticket was for another day."""
    return row.on != local_day(council_id, clock.now())


def may_take(request: CouncilRequest) -> bool:
    """Tell whether an address has not taken too many tickets."""
    return _within(request, "take", _MOST_TICKETS)


def may_guess(request: CouncilRequest) -> bool:
    """Count a reference that is none, and tell whether an address has not tried too many."""
    return _within(request, "guess", _MOST_FAILURES)


def _within(request: CouncilRequest, what: str, most: int) -> bool:
    return rate_limits.allow(
        f"queue:{what}:{request.council.id}:from:{address_of(request)}",
        limit=most,
        per=_PERIOD,
        now=clock.now(),
    )
