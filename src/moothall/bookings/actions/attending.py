"""Who came: checking in at a desk or by oneself, and writing down who attended and who did not."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.actions.holding import locked_booking, record
from moothall.bookings.errors import HoldEnded, NoCheckIn, TooEarly, WrongDay, WrongPlace
from moothall.bookings.events import BookingAttended, BookingMissed
from moothall.bookings.models import Booking, QueueTicket
from moothall.bookings.models.queueing import TicketState
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.workflow import Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor, anonymous_resident
from moothall.kernel.policies import require


@transaction.atomic
def check_in(
    *, actor: Actor, booking_id: UUID, now: datetime, site_id: UUID | None = None
) -> Booking:
    """
    Write down that somebody has come and waits; told again, the first time counts.

    `site_id` is where they stand, if that is known.

    :raises HoldEnded: if it is not a booking that takes place
    :raises WrongDay: if it is for another day
    :raises WrongPlace: if it is at another site
    """
    booking = locked_booking(booking_id)
    require(policies.can_check_in(actor, booking.council_id))
    _require_here(booking, site_id, now=now)
    return _checked_in(actor, booking, now=now)


@transaction.atomic
def check_in_oneself(*, booking_id: UUID, now: datetime, site_id: UUID | None = None) -> Booking:
    """
    Let whoever has a booking's reference or link say that they have come.

    From the site's minutes before their time on until it is over; told again, the first counts.

    :raises NoCheckIn: if nobody is asked to check in for it
    :raises HoldEnded: if it is not a booking that takes place
    :raises WrongDay: if it is for another day, or over
    :raises WrongPlace: if it is at another site
    :raises TooEarly: if they can check in later
    """
    booking = locked_booking(booking_id)
    if not booking.expects_check_in:
        raise NoCheckIn("Nobody checks in for this.")
    _require_here(booking, site_id, now=now)
    if booking.checked_in_at is None:
        if now >= booking.ends_at:
            raise WrongDay(booking.local_on, booking.local_time)
        if now < booking.check_in_begins_at:
            raise TooEarly(booking.check_in_begins_at)
    return _checked_in(anonymous_resident(), booking, now=now)


@transaction.atomic
def record_attendance(*, actor: Actor, booking_id: UUID, attended: bool, now: datetime) -> Booking:
    """
    Write down whether somebody came; it may be put right later.

    :raises HoldEnded: if nobody was to come yet
    :raises TransitionNotAllowed: if it is no booking, or was called off
    """
    booking = locked_booking(booking_id)
    require(policies.can_check_in(actor, booking.council_id))
    status = Status.ATTENDED if attended else Status.MISSED
    if booking.status == status:
        return booking
    if not attended and now < booking.starts_at:
        raise HoldEnded("It has not begun yet.")
    _write_down(actor, booking, status, now=now)
    return booking


@transaction.atomic
def settle_attendance(*, actor: Actor, booking_id: UUID, now: datetime) -> Booking:
    """
    Write down of a booking whose time is over whether they came: they did if they checked in.

    Not so if nobody came to the counter when they were called. What staff wrote down stands, and so
    does a booking for which nobody is asked to check in and nobody did.
    """
    booking = locked_booking(booking_id)
    require(policies.can_check_in(actor, booking.council_id))
    if booking.status != Status.CONFIRMED or now < booking.ends_at:
        return booking
    if booking.checked_in_at is None:
        if booking.expects_check_in:
            _write_down(actor, booking, Status.MISSED, now=now)
        return booking
    absent = QueueTicket.objects.filter(booking=booking, state=TicketState.ABSENT).exists()
    _write_down(actor, booking, Status.MISSED if absent else Status.ATTENDED, now=now)
    return booking


def _require_here(booking: Booking, site_id: UUID | None, *, now: datetime) -> None:
    if booking.status not in {Status.CONFIRMED, Status.ATTENDED}:
        raise HoldEnded("There is no booking to come to.")
    if booking.local_on != local_of(now, ZoneInfo(booking.zone))[0]:
        raise WrongDay(booking.local_on, booking.local_time)
    if site_id is not None and booking.site is not None and booking.site_id != site_id:
        raise WrongPlace(booking.site.name, booking.site.address)


def _checked_in(actor: Actor, booking: Booking, *, now: datetime) -> Booking:
    if booking.checked_in_at is None:
        booking.checked_in_at = now
        booking.save(update_fields=["checked_in_at"])
        record(actor, "booking.checked-in", booking, now=now)
    return booking


def _write_down(actor: Actor, booking: Booking, status: Status, *, now: datetime) -> None:
    booking.go_to(status, at=now)
    booking.save(update_fields=["status", "version", "ended_at"])
    record(actor, f"booking.{status.value}", booking, now=now)
    told = BookingAttended if status == Status.ATTENDED else BookingMissed
    outbox.publish(
        told(
            council_id=booking.council_id,
            occurred_at=now,
            booking_id=booking.pk,
            activity_id=booking.activity_id,
        )
    )
