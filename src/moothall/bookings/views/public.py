"""Anyone's front door to bookings."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from moothall.bookings.views import changing, choosing, finishing, paying
from moothall.bookings.views.doors import door_of_secret, public_door
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public


@public
def book(request: CouncilRequest) -> HttpResponseBase:
    """List what can be booked."""
    return choosing.listed(request, public_door(request))


@public
def activity(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Show one thing that can be booked, with its free days."""
    return choosing.month(request, public_door(request), key, now=clock.now())


@public
def day(request: CouncilRequest, key: str, day: str) -> HttpResponseBase:
    """Show the free times of a day, and keep one."""
    return choosing.times(request, public_door(request), key, day, now=clock.now())


@public
def booking(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Show a booking to whoever has its link."""
    return changing.show(request, door_of_secret(request, secret), now=clock.now())


@public
def details(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Ask whom it is for."""
    return finishing.details(request, door_of_secret(request, secret), now=clock.now())


@public
def check(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Show what was said, and book."""
    return finishing.check(request, door_of_secret(request, secret), now=clock.now())


@public
@require_POST
def keep(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Keep the time longer."""
    return finishing.keep(request, door_of_secret(request, secret), now=clock.now())


@public
@require_POST
def release(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Give the time back."""
    return finishing.release(request, door_of_secret(request, secret), now=clock.now())


@public
def again(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Offer other times, and keep one with the same details."""
    return finishing.again(request, door_of_secret(request, secret), now=clock.now())


@public
def change(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Show the days to which a booking can be moved."""
    return changing.change(request, door_of_secret(request, secret), now=clock.now())


@public
def change_day(request: CouncilRequest, secret: str, day: str) -> HttpResponseBase:
    """Show the times of a day to which a booking can be moved."""
    return changing.change_day(request, door_of_secret(request, secret), day, now=clock.now())


@public
def move(request: CouncilRequest, secret: str, slot: str) -> HttpResponseBase:
    """Show the old and the new time, and move."""
    return changing.move(request, door_of_secret(request, secret), slot, now=clock.now())


@public
@require_POST
def pay_move(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Lead on to paying for a new time."""
    return changing.pay_move(request, door_of_secret(request, secret), now=clock.now())


@public
@require_POST
def drop_move(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Give a new time back, and keep the old one."""
    return paying.drop_new_time(door_of_secret(request, secret), now=clock.now())


@public
def cancel(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Show what is given back, and cancel."""
    return changing.cancel(request, door_of_secret(request, secret), now=clock.now())
