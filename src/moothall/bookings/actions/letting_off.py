"""Letting somebody off the fee or the deposit of a time that is held for them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.actions.confirming import let_off, promise
from moothall.bookings.actions.holding import locked_booking
from moothall.bookings.actions.paying import OPEN_HOLDS
from moothall.bookings.claims import lock_diary_of
from moothall.bookings.errors import HoldEnded
from moothall.bookings.fees import is_due
from moothall.bookings.models import Booking
from moothall.kernel.actors import Actor


@transaction.atomic
def let_off_booking(
    *, actor: Actor, booking_id: UUID, fee: bool, deposit: bool, because: str, now: datetime
) -> Booking:
    """
    Let somebody off what is due, and promise the time once nothing is; told again, nothing changes.

    What lies in a basket leaves it afterwards, and what is being paid meanwhile is given back.

    :raises HoldEnded: if nothing is due, or the hold was given back
    :raises SlotTaken: if it ran out and somebody else has it, with the free times nearest to it
    :raises NotOpen: if it was shut meanwhile, with the same
    """
    lock_diary_of(booking_id)
    booking = locked_booking(booking_id)
    if booking.status not in OPEN_HOLDS or not is_due(booking):
        raise HoldEnded("There is nothing to let off.")
    let_off(actor, booking, fee=fee, deposit=deposit, because=because, now=now)
    if is_due(booking):
        booking.save(update_fields=["payment", "deposit", "waived_because"])
    else:
        promise(booking, actor=actor, now=now)
    return booking
