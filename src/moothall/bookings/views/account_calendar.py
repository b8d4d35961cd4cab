"""A person's private calendar: its address shown once, renewed, revoked."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.bookings.actions import calendars as actions
from moothall.bookings.calendars import queries
from moothall.bookings.views.doors import account_door, page
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.people import scopes


@resident(scopes.BOOKINGS)
def calendar(request: CouncilRequest) -> HttpResponseBase:
    """Show whether there is a private calendar; make its address anew, or close it."""
    door = account_door(request)
    if door.person_id is None:
        raise NotFound("Nobody is signed in.")
    council, person_id, now = request.council, door.person_id, clock.now()
    address = ""
    if request.method == "POST" and request.POST.get("what") == "close":
        actions.close_person_calendar(
            actor=door.actor, council_id=council.id, person_id=person_id, now=now
        )
        messages.success(request, _("The address works no more."))
        return redirect("account:bookings-calendar")
    if request.method == "POST":
        secret = actions.open_person_calendar(
            actor=door.actor, council_id=council.id, person_id=person_id, now=now
        )
        address = queries.feed_address(council, "person", secret, door.language)
    response = page(
        request,
        "account/calendar",
        door,
        {"address": address, "is_open": queries.is_person_calendar_open(person_id)},
    )
    response["Cache-Control"] = "no-store"
    return response
