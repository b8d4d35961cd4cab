"""Bookings of somebody who has signed in."""

from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from moothall.bookings.views import changing, choosing, finishing, paying
from moothall.bookings.views.doors import account_door, door_of_booking
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.people import scopes


@resident(scopes.BOOKINGS)
def book(request: CouncilRequest) -> HttpResponseBase:
    """List what can be booked."""
    return choosing.listed(request, account_door(request))


@resident(scopes.BOOKINGS)
def activity(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Show one thing that can be booked, with its free days."""
    return choosing.month(request, account_door(request), key, now=clock.now())


@resident(scopes.BOOKINGS)
def day(request: CouncilRequest, key: str, day: str) -> HttpResponseBase:
    """Show the free times of a day, and keep one."""
    return choosing.times(request, account_door(request), key, day, now=clock.now())


@resident(scopes.BOOKINGS)
def bookings(request: CouncilRequest) -> HttpResponseBase:
    """List the bookings ahead and those past."""
    return changing.listed(request, account_door(request), now=clock.now())


@resident(scopes.BOOKINGS)
def booking(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Show a booking of theirs."""
    return changing.show(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
def details(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Ask whom it is for."""
    return finishing.details(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
def check(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Show what was said, and book."""
    return finishing.check(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
@require_POST
def keep(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Keep the time longer."""
    return finishing.keep(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
@require_POST
def release(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Give the time back."""
    return finishing.release(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
def again(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Offer other times, and keep one with the same details."""
    return finishing.again(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
def change(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Show the days to which a booking can be moved."""
    return changing.change(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
def change_day(request: CouncilRequest, booking_id: UUID, day: str) -> HttpResponseBase:
    """Show the times of a day to which a booking can be moved."""
    return changing.change_day(request, door_of_booking(request, booking_id), day, now=clock.now())


@resident(scopes.BOOKINGS)
def move(request: CouncilRequest, booking_id: UUID, slot: str) -> HttpResponseBase:
    """Show the old and the new time, and move."""
    return changing.move(request, door_of_booking(request, booking_id), slot, now=clock.now())


@resident(scopes.BOOKINGS)
@require_POST
def pay_move(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Lead on to paying for a new time."""
    return changing.pay_move(request, door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
@require_POST
def drop_move(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Give a new time back, and keep the old one."""
    return paying.drop_new_time(door_of_booking(request, booking_id), now=clock.now())


@resident(scopes.BOOKINGS)
def cancel(request: CouncilRequest, booking_id: UUID) -> HttpResponseBase:
    """Show what is given back, and cancel."""
    return changing.cancel(request, door_of_booking(request, booking_id), now=clock.now())
