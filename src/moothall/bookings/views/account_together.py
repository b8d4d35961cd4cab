"""Booking several at once, and series, of somebody who has signed in."""

from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from moothall.bookings.views import series as choosing_series
from moothall.bookings.views import sets
from moothall.bookings.views import several as choosing_several
from moothall.bookings.views.doors import account_door
from moothall.bookings.views.doors_of_sets import door_of_set
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.people import scopes


@resident(scopes.BOOKINGS)
def several(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Ask how many come at once, and show the days on which they can."""
    return choosing_several.month(request, account_door(request), key, now=clock.now())


@resident(scopes.BOOKINGS)
def several_day(request: CouncilRequest, key: str, day: str) -> HttpResponseBase:
    """Show the times of a day at which all can come, and keep them."""
    return choosing_several.times(request, account_door(request), key, day, now=clock.now())


@resident(scopes.BOOKINGS)
def series(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Show the days on which a series can begin."""
    return choosing_series.month(request, account_door(request), key, now=clock.now())


@resident(scopes.BOOKINGS)
def series_day(request: CouncilRequest, key: str, day: str) -> HttpResponseBase:
    """Ask how often and until when; show each date, and keep those chosen."""
    return choosing_series.first(request, account_door(request), key, day, now=clock.now())


@resident(scopes.BOOKINGS)
def together(request: CouncilRequest, set_id: UUID) -> HttpResponseBase:
    """Show all that was booked at once to whoever booked it."""
    return sets.show(request, door_of_set(request, set_id), now=clock.now())


@resident(scopes.BOOKINGS)
def together_details(request: CouncilRequest, set_id: UUID) -> HttpResponseBase:
    """Ask whom each is for."""
    return sets.details(request, door_of_set(request, set_id), now=clock.now())


@resident(scopes.BOOKINGS)
def together_check(request: CouncilRequest, set_id: UUID) -> HttpResponseBase:
    """Show what was said, and book all."""
    return sets.check(request, door_of_set(request, set_id), now=clock.now())


@resident(scopes.BOOKINGS)
@require_POST
def together_keep(request: CouncilRequest, set_id: UUID) -> HttpResponseBase:
    """Keep the times longer."""
    return sets.keep(request, door_of_set(request, set_id), now=clock.now())


@resident(scopes.BOOKINGS)
@require_POST
def together_release(request: CouncilRequest, set_id: UUID) -> HttpResponseBase:
    """Give the times back."""
    return sets.release(request, door_of_set(request, set_id), now=clock.now())


@resident(scopes.BOOKINGS)
def together_cancel(request: CouncilRequest, set_id: UUID) -> HttpResponseBase:
    """Show what is given back, and cancel all that are ahead."""
    return sets.cancel(request, door_of_set(request, set_id), now=clock.now())
