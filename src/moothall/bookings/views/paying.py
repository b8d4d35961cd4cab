"""Paying for a new time: it is kept meanwhile, and the booking keeps its own until it is paid."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from moothall.bookings import actions
from moothall.bookings.errors import HoldEnded, TooManyHolds
from moothall.bookings.limits import may_hold
from moothall.bookings.views.doors import BookingDoor, Door
from moothall.councils.requests import CouncilRequest
from moothall.kernel.visitors import address_of
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay


def hold_new_time(
    request: CouncilRequest,
    door: BookingDoor,
    starts_at: datetime,
    site_id: UUID | None,
    *,
    now: datetime,
) -> HttpResponse:
    """
    Keep a new time and lead to the basket; raises as `actions.hold_move` does.

    :raises CannotPay: if the council takes no payments for this just now; nothing is kept then
    """
    actions.hold_move(
        actor=door.actor,
        booking_id=door.row.id,
        starts_at=starts_at,
        site_id=site_id,
        secret=door.secret,
        now=now,
    )
    try:
        return pay_for_new_time(request, door, now=now)
    except CannotPay:
        drop_new_time(door, now=now)
        raise


def pay_for_new_time(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Put what the new time costs into the basket, and lead there."""
    basket, secret = basket_to_fill(request, actor=door.actor, now=now, person_id=door.person_id)
    try:
        actions.put_move_in_basket(
            actor=door.actor, booking_id=door.row.id, basket_id=basket.pk, secret=door.secret,
            now=now,
        )  # fmt: skip
    except HoldEnded:
        return HttpResponseRedirect(door.page())
    except (BasketPaid, PaymentUnderWay):
        pass  # its basket says how that stands
    response = HttpResponseRedirect(door.url("basket"))
    remember_basket(response, "" if door.person_id else secret)
    return response


def drop_new_time(door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Give the new time back; the booking keeps its own."""
    actions.drop_move(actor=door.actor, booking_id=door.row.id, secret=door.secret, now=now)
    return HttpResponseRedirect(f"{door.page()}?done=kept")


def require_within_limits(
    request: CouncilRequest, door: Door, held: Sequence[actions.Held], *, now: datetime
) -> None:
    """
    Count what somebody has just kept, several at once as one; one too many goes back at once.

    Who wanted a time and did not get it is not counted: hundreds may come for one from one address.

    :raises TooManyHolds: if they may not any more
    """
    council, address = request.council.id, address_of(request)
    if not may_hold(council, address=address, person_id=door.person_id, now=now):
        keys = {one.booking.pk: one.secret for one in held}
        actions.release_several(actor=door.actor, keys=keys, now=now)
        raise TooManyHolds("They have begun too many holds in a short while.")
