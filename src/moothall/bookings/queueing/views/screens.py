"""What the workspace's pages of the queue share."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from moothall.bookings.views import screens
from moothall.councils.rows import CouncilRow

_MINUTE = timedelta(minutes=1)


def screen(
    request: HttpRequest, council: CouncilRow, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return a page of the diary that can also say how long somebody waits."""
    return screens.screen(
        request,
        council,
        template,
        status=status,
        minutes_of=minutes_of,
        hour_of=hour_of,
        **context,
    )


def minutes_of(length: timedelta) -> int:
    """Return whole minutes, as people say how long they waited."""
    return round(length / _MINUTE)


def hour_of(moment: datetime) -> str:
    """Return what the local clock shows at a moment."""
    return f"{localtime(moment):%H:%M}"
