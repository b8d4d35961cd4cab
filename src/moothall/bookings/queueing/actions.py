"""Taking tickets, leaving, opening and ending the day; each one transaction."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.models import Booking, QueueDay, QueueService, QueueTicket, Site
from moothall.bookings.models.queueing import TicketState
from moothall.bookings.queueing.errors import BookedOnly, QueueClosed
from moothall.bookings.queueing.opening import hours_of_site
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.workflow import Status
from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor, anonymous_resident
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def take_ticket(
    *,
    service_id: UUID,
    now: datetime,
    actor: Actor | None = None,
    booking_id: UUID | None = None,
    taken_key: UUID | None = None,
    language: str = "en",
) -> QueueTicket:
    """
    Give out the next number of the day for a service, such as A12.

    Anybody may take one while the site is open; staff at a desk also before and after. Somebody
    with a booking that day at this site is called from its time on, or at once if it has begun, and
    has one ticket however often they ask; so has who asks again with the same `taken_key`.

    :raises QueueClosed: if the site is shut, or the day is over
    :raises BookedOnly: if nobody waits for this without a booking
    :raises NotFound: if there is no such service, or no such booking at this site today
    """
    service = QueueService.objects.filter(pk=service_id, withdrawn_at=None).first()
    if service is None:
        raise NotFound("There is no such queue.")
    actor = actor or anonymous_resident()
    day = locked_day(service.council_id, service.site_id, now)
    booking = _booking_today(booking_id, day) if booking_id else None
    if (before := _ticket_before(day, booking, taken_key)) is not None:
        return _back_in_line(before, now=now)
    if booking is None and not service.takes_walk_ins:
        raise BookedOnly("Only who has booked waits for this.")
    _require_open(actor, day, now=now)
    day.last_number += 1
    day.save(update_fields=["last_number"])
    ticket = QueueTicket(
        council_id=service.council_id,
        day=day,
        service=service,
        booking=booking,
        number=day.last_number,
        label=f"{service.letter}{day.last_number}",
        language=language,
        taken_key=taken_key,
        taken_at=now,
        due_at=booking.starts_at if booking else now,
    )
    ticket.save(force_insert=True)
    return ticket


@transaction.atomic
def leave_queue(*, ticket_id: UUID, now: datetime) -> QueueTicket:
    """Let whoever has the ticket's own address leave; told again, nothing changes."""
    ticket, _ = locked_ticket(ticket_id)
    if ticket.state in {TicketState.WAITING, TicketState.PARKED}:
        ticket.go_to(TicketState.GONE, at=now)
        ticket.save(update_fields=["state", "ended_at"])
    return ticket


@transaction.atomic
def leave_queue_of_booking(*, booking_id: UUID, taken_before: datetime, now: datetime) -> None:
    """Take the ticket of a booking that is not to be served any more out of the queue."""
    mine = QueueTicket.objects.filter(booking_id=booking_id, taken_at__lte=taken_before)
    waiting = mine.filter(state__in=[TicketState.WAITING, TicketState.PARKED])
    for ticket_id in waiting.values_list("pk", flat=True):
        leave_queue(ticket_id=ticket_id, now=now)


@transaction.atomic
def close_queue(*, actor: Actor, site_id: UUID, now: datetime) -> int:
    """End the day: no more tickets, and whoever still waits has gone; return how many did."""
    site = site_named(site_id)
    require(policies.can_check_in(actor, site.council_id))
    day = locked_day(site.council_id, site_id, now)
    tickets = QueueTicket.objects.filter(day=day)
    tickets.filter(state=TicketState.CALLED).update(state=TicketState.SERVED, ended_at=now)
    gone = tickets.filter(state__in=[TicketState.WAITING, TicketState.PARKED]).update(
        state=TicketState.GONE, ended_at=now
    )
    if day.closed_at is None:
        day.closed_at = now
        day.save(update_fields=["closed_at"])
        audit.record(actor=actor, verb="queue.closed", subject=day, now=now)
    return gone


@transaction.atomic
def reopen_queue(*, actor: Actor, site_id: UUID, now: datetime) -> None:
    """Give out tickets again on a day that was ended too soon."""
    site = site_named(site_id)
    require(policies.can_check_in(actor, site.council_id))
    day = locked_day(site.council_id, site_id, now)
    if day.closed_at is not None:
        day.closed_at = None
        day.save(update_fields=["closed_at"])
        audit.record(actor=actor, verb="queue.opened", subject=day, now=now)


def local_day(council_id: int, now: datetime) -> date:
    """Return which day it is by the council's clock."""
    return local_of(now, ZoneInfo(council_by_id(council_id).time_zone))[0]


def site_named(site_id: UUID) -> Site:
    """
    Return a site.

    :raises NotFound: if the council has none
    """
    site = Site.objects.filter(pk=site_id, withdrawn_at=None).first()
    if site is None:
        raise NotFound("There is no such site.")
    return site


def locked_day(council_id: int, site_id: UUID, now: datetime) -> QueueDay:
    """Return a site's queue of today, which nobody else changes until the transaction ends."""
    on = local_day(council_id, now)
    QueueDay.objects.bulk_create(
        [QueueDay(council_id=council_id, site_id=site_id, on=on)], ignore_conflicts=True
    )
    return QueueDay.objects.select_for_update().get(site_id=site_id, on=on)


def locked_ticket(ticket_id: UUID) -> tuple[QueueTicket, QueueDay]:
    """
    Return a ticket and its day, which nobody else changes until the transaction ends.

    :raises NotFound: if there is none
    """
    day = QueueDay.objects.select_for_update().filter(tickets__pk=ticket_id).first()
    if day is None:
        raise NotFound("There is no such ticket.")
    return QueueTicket.objects.select_related("service").get(pk=ticket_id), day


def _require_open(actor: Actor, day: QueueDay, *, now: datetime) -> None:
    if day.closed_at is not None:
        raise QueueClosed("The queue is closed for today.")
    if policies.can_check_in(actor, day.council_id):
        return
    if not hours_of_site(day.site_id, now=now).is_open:
        raise QueueClosed("The site is shut.")


def _ticket_before(
    day: QueueDay, booking: Booking | None, taken_key: UUID | None
) -> QueueTicket | None:
    if booking is not None:
        mine = QueueTicket.objects.filter(booking=booking)
        return mine.exclude(state=TicketState.GONE).first()
    if taken_key is not None:
        return QueueTicket.objects.filter(day=day, taken_key=taken_key).first()
    return None


def _back_in_line(ticket: QueueTicket, *, now: datetime) -> QueueTicket:
    """Let who was called in vain, and now says that they are here, wait on."""
    if ticket.booking_id is not None and ticket.state == TicketState.ABSENT:
        ticket.go_to(TicketState.WAITING, at=now)
        ticket.save(update_fields=["state", "ended_at"])
    return ticket


def _booking_today(booking_id: UUID, day: QueueDay) -> Booking:
    booking = Booking.objects.filter(
        pk=booking_id, site_id=day.site_id, local_on=day.on, status=Status.CONFIRMED
    ).first()
    if booking is None:
        raise NotFound("There is no such booking here today.")
    return booking
