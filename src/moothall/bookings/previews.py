"""What an action would do, said before somebody decides on it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.bookings.fees import GivenBack, MovePrice, given_back, price_of_move
from moothall.bookings.models import Booking
from moothall.bookings.slots.local_time import local_of
from moothall.kernel.errors import NotFound


def refund_if_cancelled(booking_id: UUID, *, now: datetime, by_council: bool = False) -> GivenBack:
    """
    Return what would be given back if the resident, or the council, cancelled now; one query.

    :raises NotFound: if there is no such booking
    """
    booking = _booking(booking_id)
    return given_back(booking, booking.activity, by_council=by_council, now=now)


def price_if_moved(booking_id: UUID, starts_at: datetime) -> MovePrice:
    """
    Return what moving a booking to a moment would cost or give back; one query.

    :raises NotFound: if there is no such booking
    """
    booking = _booking(booking_id)
    local_on, local_time = local_of(starts_at, ZoneInfo(booking.zone))
    return price_of_move(booking, booking.activity, local_on=local_on, local_time=local_time)


def _booking(booking_id: UUID) -> Booking:
    booking = Booking.objects.select_related("activity").filter(pk=booking_id).first()
    if booking is None:
        raise NotFound("There is no such booking.")
    return booking
