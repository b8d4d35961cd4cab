"""The waiting list's front doors: anybody's, by a link, and that of whoever is signed in."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from moothall.bookings.views.doors import account_door, public_door
from moothall.bookings.waiting import pages
from moothall.bookings.waiting.links import entry_in
from moothall.bookings.waiting.queries import own_place, waiting_place
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public, resident
from moothall.people import scopes

_METHODS = ["GET", "HEAD", "POST"]


@public
@require_http_methods(_METHODS)
def join(request: CouncilRequest, key: str) -> HttpResponse:
    """Join the waiting list of an activity."""
    return pages.join(request, public_door(request), key, now=clock.now())


@public
@require_http_methods(_METHODS)
def place(request: CouncilRequest, token: str) -> HttpResponse:
    """Show a place in line to whoever has its link."""
    row = waiting_place(entry_in(token))
    return pages.place(request, public_door(request), row, now=clock.now())


@resident(scopes.BOOKINGS)
@require_http_methods(_METHODS)
def own_join(request: CouncilRequest, key: str) -> HttpResponse:
    """Join the waiting list of an activity from one's account."""
    return pages.join(request, account_door(request), key, now=clock.now())


@resident(scopes.BOOKINGS)
@require_http_methods(_METHODS)
def own(request: CouncilRequest, entry_id: UUID) -> HttpResponse:
    """Show a place in line to the person whose it is."""
    door = account_door(request)
    row = own_place(entry_id, UUID(request.actor.subject))
    return pages.place(request, door, row, now=clock.now())
