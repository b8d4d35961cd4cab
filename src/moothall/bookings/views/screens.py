"""What pages of the diary in the workspace share."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.bookings.policies import BOOK, DESK, MANAGE
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.staff_words import DEPOSITS, DOERS, STATUSES, VERBS, said
from moothall.bookings.workflow import Payment
from moothall.councils.for_council import actor_of
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.money import pounds

BASE = "workspace/base.html"


def screen(
    request: HttpRequest, council: CouncilRow, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return a page, which nothing keeps: it says who comes for what."""
    may = actor_of(request).may
    response = render(
        request,
        f"bookings/workspace/{template}.html",
        {
            "base": BASE,
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            "said": said,
            "statuses": STATUSES,
            "verbs": VERBS,
            "doers": DOERS,
            "payments": dict(Payment.choices),
            "deposits_in_words": DEPOSITS,
            "pounds": pounds,
            "may_book": may(BOOK, council.id),
            "may_check_in": may(DESK, council.id),
            "may_manage": may(MANAGE, council.id),
            **context,
        },
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response


def today(council: CouncilRow) -> date:
    """Return the day that it is at the council."""
    return local_of(clock.now(), zone_of(council))[0]


def zone_of(council: CouncilRow) -> ZoneInfo:
    """Return the council's time zone."""
    return ZoneInfo(council.time_zone)


def day_asked(text: str, otherwise: date) -> date:
    """Return the day that an address names, or another where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def id_asked(text: str) -> UUID | None:
    """Return the id that an address names, if it names one."""
    try:
        return UUID(text)
    except ValueError:
        return None
