"""The page that a message about a video call leads to."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moothall.bookings.video.rooms import way_in, way_in_of
from moothall.bookings.views.doors import door_of_booking
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public, resident
from moothall.people import scopes


@public
@require_safe
def video_call(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the way into a call when it is time; until then, and to strangers, say the same."""
    return _page(request, way_in(secret, now=clock.now()), base="public/base.html")


@resident(scopes.BOOKINGS)
@require_safe
def own_video_call(request: CouncilRequest, booking_id: UUID) -> HttpResponse:
    """Show the way into a call to the person whose booking it is."""
    door = door_of_booking(request, booking_id)
    way = way_in_of(door.row.id, now=clock.now())
    return _page(request, way, base="surfaces/account/base.html")


def _page(request: HttpRequest, way: str, *, base: str) -> HttpResponse:
    context = {"base": base, "way_in": way}
    response = render(request, "bookings/public/video_call.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
