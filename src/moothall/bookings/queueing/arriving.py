"""Checking in of who has booked, and standing in the queue of the site where there is one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.actions import check_in, check_in_oneself
from moothall.bookings.models import Booking, QueueService, QueueTicket
from moothall.bookings.models.queueing import TicketState
from moothall.bookings.queueing.actions import take_ticket
from moothall.bookings.queueing.errors import QueueClosed
from moothall.bookings.workflow import Status
from moothall.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody who has checked in, with their ticket where people are called by number."""

    booking: Booking
    ticket: QueueTicket | None


@transaction.atomic
def arrive(
    *, actor: Actor, booking_id: UUID, now: datetime, site_id: UUID | None = None
) -> Arrival:
    """
    Check somebody in at a desk and give them their place in the queue; twice does nothing twice.

    :raises HoldEnded: if it is not a booking that takes place
    :raises WrongDay: if it is for another day
    :raises WrongPlace: if it is at another site
    """
    booking = check_in(actor=actor, booking_id=booking_id, site_id=site_id, now=now)
    return Arrival(booking=booking, ticket=_ticket_of(booking, actor, now=now))


@transaction.atomic
def arrive_oneself(*, booking_id: UUID, now: datetime, site_id: UUID | None = None) -> Arrival:
    """
    Let whoever has a booking's reference or link check in; twice does nothing twice.

    :raises NoCheckIn: if nobody is asked to check in for it
    :raises HoldEnded: if it is not a booking that takes place
    :raises WrongDay: if it is for another day, or over
    :raises WrongPlace: if it is at another site
    :raises TooEarly: if they can check in later
    """
    booking = check_in_oneself(booking_id=booking_id, site_id=site_id, now=now)
    return Arrival(booking=booking, ticket=_ticket_of(booking, None, now=now))


def _ticket_of(booking: Booking, actor: Actor | None, *, now: datetime) -> QueueTicket | None:
    """Return the booking's ticket, taken now where its site calls people for it by number."""
    if booking.status != Status.CONFIRMED:
        mine = QueueTicket.objects.filter(booking=booking).exclude(state=TicketState.GONE)
        return mine.first()
    if booking.site_id is None:
        return None
    service = QueueService.objects.filter(
        site_id=booking.site_id,
        withdrawn_at=None,
        activity_keys__contains=[booking.activity.key],
    ).first()
    if service is None:
        return None
    try:
        return take_ticket(
            actor=actor,
            service_id=service.pk,
            booking_id=booking.pk,
            language=booking.language,
            now=now,
        )
    except QueueClosed:
        return None  # they have checked in all the same
