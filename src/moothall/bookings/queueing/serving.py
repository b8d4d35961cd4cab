"""What advisers do: stand at a counter, call, call again, finish, put aside, hand over."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from moothall.bookings import policies
from moothall.bookings.models import QueueCounter, QueueDay, QueueService, QueueTicket
from moothall.bookings.models.queueing import TicketState
from moothall.bookings.queueing.actions import locked_day, locked_ticket, site_named
from moothall.bookings.queueing.errors import CounterTaken, NoCounter
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def stand_at_counter(
    *,
    actor: Actor,
    site_id: UUID,
    desk: str,
    now: datetime,
    service_keys: Sequence[str] = (),
) -> QueueCounter:
    """
    Say at which counter somebody serves today, and which services: all, if none is named.

    Whoever was there before and serves nobody makes room.

    :raises CounterTaken: if somebody else serves somebody there
    """
    site = site_named(site_id)
    require(policies.can_check_in(actor, site.council_id))
    day = locked_day(site.council_id, site_id, now)
    others = QueueCounter.objects.filter(day=day, desk=desk).exclude(
        staff_identifier=actor.identifier
    )
    for other in others:
        if _called_by(day, other.staff_identifier).exists():
            raise CounterTaken(other.staff_name)
    others.delete()
    counter, _ = QueueCounter.objects.update_or_create(
        council_id=site.council_id,
        day=day,
        staff_identifier=actor.identifier,
        defaults={
            "staff_name": actor.name,
            "desk": desk,
            "service_keys": list(service_keys),
            "opened_at": now,
        },
    )
    _called_by(day, actor.identifier).update(desk=desk)
    audit.record(actor=actor, verb="queue.counter-taken", subject=counter, now=now)
    return counter


@transaction.atomic
def leave_counter(*, actor: Actor, site_id: UUID, now: datetime) -> None:
    """Stop serving for today; who is there is served, who waits for this adviser waits for any."""
    site = site_named(site_id)
    require(policies.can_check_in(actor, site.council_id))
    day = locked_day(site.council_id, site_id, now)
    _served_before(day, actor, now=now)
    QueueTicket.objects.filter(day=day, for_staff=actor.identifier).update(for_staff="")
    for counter in QueueCounter.objects.filter(day=day, staff_identifier=actor.identifier):
        audit.record(actor=actor, verb="queue.counter-left", subject=counter, now=now)
        counter.delete()


@transaction.atomic
def call_next(
    *,
    actor: Actor,
    site_id: UUID,
    now: datetime,
    desk: str = "",
    service_ids: Sequence[UUID] = (),
) -> QueueTicket | None:
    """
    Call whoever is next to a desk: the earliest due of those whose time has come; nobody if none.

    The desk, and what is served there, are those of the adviser's counter, unless they are given.
    Two who call at once get two different people. The one whom this adviser called before is
    served.

    :raises NoCounter: if nobody said at which one
    """
    site = site_named(site_id)
    require(policies.can_check_in(actor, site.council_id))
    day = locked_day(site.council_id, site_id, now)
    line = QueueTicket.objects.filter(
        day=day,
        state=TicketState.WAITING,
        due_at__lte=now,
        for_staff__in=["", actor.identifier],
    )
    if not desk:
        counter = _counter_of(day, actor)
        desk = counter.desk
        if counter.service_keys:
            line = line.filter(service__key__in=counter.service_keys) | line.filter(
                for_staff=actor.identifier
            )
    if service_ids:
        line = line.filter(service_id__in=service_ids)
    _served_before(day, actor, desk=desk, now=now)
    ticket = line.order_by("due_at", "number").first()
    if ticket is None:
        return None
    return _called(actor, ticket, desk, now=now)


@transaction.atomic
def call_ticket(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """
    Call one ticket to the adviser's counter: one that was put aside, or out of turn.

    :raises NoCounter: if the adviser is at none
    :raises TransitionNotAllowed: if somebody else has called it, or it is over
    """
    ticket, day = locked_ticket(ticket_id)
    require(policies.can_check_in(actor, ticket.council_id))
    desk = _counter_of(day, actor).desk
    _served_before(day, actor, now=now, but=ticket_id)
    return _called(actor, ticket, desk, now=now)


@transaction.atomic
def call_again(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """
    Call somebody again who has not come to the counter yet.

    :raises NotFound: if this ticket is not called
    """
    ticket, _ = locked_ticket(ticket_id)
    require(policies.can_check_in(actor, ticket.council_id))
    if ticket.state != TicketState.CALLED:
        raise NotFound("This ticket is not called.")
    ticket.last_called_at = now
    ticket.calls += 1
    ticket.save(update_fields=["last_called_at", "calls"])
    audit.record(actor=actor, verb="queue.called-again", subject=ticket, now=now)
    return ticket


def finish(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """Write down that somebody has what they came for."""
    return _changed(actor, ticket_id, TicketState.SERVED, "queue.served", now=now)


def mark_absent(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """Write down that nobody came to the counter."""
    return _changed(actor, ticket_id, TicketState.ABSENT, "queue.absent", now=now)


def put_aside(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """Let somebody fill something in and be called again without queueing."""
    return _changed(actor, ticket_id, TicketState.PARKED, "queue.put-aside", now=now)


def put_back(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """Let somebody wait on in their old place who was called in vain."""
    return _changed(actor, ticket_id, TicketState.WAITING, "queue.put-back", now=now)


def take_out(*, actor: Actor, ticket_id: UUID, now: datetime) -> QueueTicket:
    """Take somebody out of the queue who told us that they leave."""
    return _changed(actor, ticket_id, TicketState.GONE, "queue.taken-out", now=now)


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    ticket_id: UUID,
    now: datetime,
    service_id: UUID | None = None,
    to_staff: str = "",
) -> QueueTicket:
    """
    Let somebody else serve a person who is at the counter: another service, or one adviser.

    They keep their number and their place, so that they are next.

    :raises NotFound: if there is no such service here, or the adviser is at no counter
    :raises TransitionNotAllowed: if they are not at the counter
    """
    ticket, day = locked_ticket(ticket_id)
    require(policies.can_check_in(actor, ticket.council_id))
    if service_id is not None:
        here = QueueService.objects.filter(site_id=day.site_id, withdrawn_at=None)
        service = here.filter(pk=service_id).first()
        if service is None:
            raise NotFound("There is no such queue here.")
        ticket.service = service
    if to_staff and not day.counters.filter(staff_identifier=to_staff).exists():
        raise NotFound("This adviser is at no counter.")
    ticket.go_to(TicketState.WAITING, at=now)
    ticket.for_staff, ticket.called_by, ticket.desk = to_staff, "", ""
    ticket.save(update_fields=["service", "state", "for_staff", "called_by", "desk", "ended_at"])
    audit.record(actor=actor, verb="queue.handed-over", subject=ticket, now=now)
    return ticket


@transaction.atomic
def _changed(
    actor: Actor, ticket_id: UUID, state: TicketState, verb: str, *, now: datetime
) -> QueueTicket:
    ticket, _ = locked_ticket(ticket_id)
    require(policies.can_check_in(actor, ticket.council_id))
    if ticket.state == state:
        return ticket
    ticket.go_to(state, at=now)
    ticket.save(update_fields=["state", "ended_at"])
    audit.record(actor=actor, verb=verb, subject=ticket, now=now)
    return ticket


def _called(actor: Actor, ticket: QueueTicket, desk: str, *, now: datetime) -> QueueTicket:
    ticket.call(by=actor.identifier, desk=desk, at=now)
    ticket.save(
        update_fields=[
            "state", "called_at", "last_called_at", "calls", "called_by", "desk", "ended_at",
        ]
    )  # fmt: skip
    audit.record(actor=actor, verb="queue.called", subject=ticket, now=now)
    return ticket


def _counter_of(day: QueueDay, actor: Actor) -> QueueCounter:
    counter = QueueCounter.objects.filter(day=day, staff_identifier=actor.identifier).first()
    if counter is None:
        raise NoCounter("Say first at which counter you are.")
    return counter


def _called_by(day: QueueDay, staff_identifier: str) -> QuerySet[QueueTicket]:
    return QueueTicket.objects.filter(day=day, state=TicketState.CALLED, called_by=staff_identifier)


def _served_before(
    day: QueueDay, actor: Actor, *, now: datetime, desk: str = "", but: UUID | None = None
) -> None:
    """Let those be served whom this adviser called before, to this desk if one is given."""
    before = _called_by(day, actor.identifier)
    if but is not None:
        before = before.exclude(pk=but)
    if desk:
        before = before.filter(desk=desk)
    before.update(state=TicketState.SERVED, ended_at=now)


#: What is done with one ticket, by the word of the button.
ON_TICKET: dict[str, Callable[..., QueueTicket]] = {
    "call": call_ticket,
    "again": call_again,
    "done": finish,
    "absent": mark_absent,
    "aside": put_aside,
    "back": put_back,
    "out": take_out,
}
