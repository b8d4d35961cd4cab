"""
The front desk: the queue of a site and the visits of the customer record, joined.

Neither of the two knows the other. A ticket is named in a visit by its key alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings.models.queueing import TicketState
from moothall.bookings.policies import DESK, VIEW
from moothall.bookings.queries import booking
from moothall.bookings.queueing import queries as queueing
from moothall.bookings.queueing.actions import local_day
from moothall.bookings.queueing.rows import HallRow, LineRow, QueueSite, TicketRow
from moothall.bookings.queueing.serving import finish, put_aside
from moothall.bookings.staff_words import said as in_words
from moothall.cases.channels import Channel
from moothall.cases.contact.rows import ContactRow
from moothall.cases.policies import VISIT
from moothall.cases.reception import actions, queries
from moothall.cases.reception.actions import Waits
from moothall.cases.reception.models import HandOver
from moothall.cases.reception.rows import HandOverRow, VisitRow
from moothall.cases.reception.words import Answer
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace.acting import Acting

#: Who writes down all contacts has a page for each; a front desk has one for visits alone.
LOG = "interaction.log"
TONES = {
    Answer.NONE: "waiting",
    Answer.COMING: "active",
    Answer.TAKEN: "done",
    Answer.SENT_HOME: "urgent",
    Answer.WITHDRAWN: "closed",
}
#: A ticket that can still be served, or put aside while somebody comes down.
_AT_HAND = frozenset({TicketState.CALLED.value, TicketState.PARKED.value})


@dataclass(frozen=True, kw_only=True)
class HandedLine:
    """A hand-over as a front desk and the one who is asked see it."""

    row: HandOverRow
    who: str
    to: str
    waits: str
    asked: str
    answer: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Hall:
    """All that a front desk shows: the queue, who is here, who was handed over."""

    queue: HallRow
    here: tuple[LineRow, ...]
    desk: str
    handed: tuple[HandedLine, ...]
    #: Of each ticket, the contact that was begun for it.
    contacts: dict[UUID, UUID]
    own_contacts: frozenset[UUID]

    @property
    def seen(self) -> str:
        """Return what changes whenever a hand-over stands otherwise, or the queue does."""
        return "~".join([self.queue.seen, *(one.row.stamp for one in self.handed)])


def hall_at(actor: Actor, council: CouncilRow, site: QueueSite, *, now: datetime) -> Hall:
    """Return what the front desk of a site shows; its council's scope is in force."""
    queue = queueing.hall(site_id=site.id, on=local_day(council.id, now), now=now)
    me = actor.identifier
    called = tuple(one for one in queue.called if one.called_by == me)
    may_log = actor.may(VISIT, council.id)
    handed = queries.handed_over_at(council.id, site.key, since=now - queries.LONGEST_WAIT)
    tickets = [one.id for one in (*queue.called, *queue.aside)]
    return Hall(
        queue=queue,
        here=called,
        desk=next((one.desk for one in queue.counters if one.staff_identifier == me), ""),
        handed=tuple(line(actor, one) for one in handed) if may_log else (),
        contacts=queries.visits_of_tickets(council.id, tickets) if may_log else {},
        own_contacts=frozenset(
            one.contact_id for one in handed if one.asked_by_id == int(actor.identifier)
        ),
    )


def line(actor: Actor, row: HandOverRow) -> HandedLine:
    """Return a hand-over in words, with the name only for whoever may see people."""
    may_see = actor.may("person.view", row.council_id)
    who = row.person_name if may_see else ""
    return HandedLine(
        row=row,
        who=", ".join(filter(None, [row.label, who])) or _("Somebody without a name"),
        to=_("anybody of %(team)s") % {"team": row.to_name} if row.is_to_team else row.to_name,
        waits=_waits(row),
        asked=hour_of(row.asked_at),
        answer=str(row.answer.label),
        tone=TONES[row.answer],
    )


def _waits(row: HandOverRow) -> str:
    told = {"desk": row.desk, "place": row.place, "time": hour_of(row.arrived_at)}
    if row.place and row.desk:
        return _("Waiting at desk %(desk)s, %(place)s, since %(time)s") % told
    if row.desk:
        return _("Waiting at desk %(desk)s since %(time)s") % told
    return _("Waiting since %(time)s") % told


def hour_of(moment: datetime) -> str:
    """Return what the local clock shows at a moment."""
    return f"{localtime(moment):%H:%M}"


def page_of(actor: Actor, council_id: int) -> str:
    """Return the name of the page on which somebody goes on with a visit."""
    return "workspace:contact" if actor.may(LOG, council_id) else "workspace:visit"


def visitor_named(actor: Actor, kept: ContactRow, visit: VisitRow | None) -> str:
    """Return what a visitor is called: by ticket, and by name for whoever may see people."""
    who = kept.person_name if actor.may("person.view", kept.council_id) else ""
    label = visit.label if visit else ""
    return ", ".join(filter(None, [label, who])) or _("Somebody without a name")


def visitors_for(actor: Actor, council_ids: Sequence[int], *, now: datetime) -> list[HandedLine]:
    """Return the visitors who wait for an employee or for a team; one query."""
    found = queries.waiting_for(actor, council_ids, now=now)
    return [line(actor, one) for one in found]


def visit_panel(actor: Actor, here: Acting, kept: ContactRow | None) -> dict[str, Any] | None:
    """Return what a contact at a desk shows of hand-overs; nothing of other contacts; one query."""
    if kept is None or kept.channel is not Channel.VISIT:
        return None
    lines = [line(actor, one) for one in queries.hand_overs_of(kept.id)]
    return {
        "lines": lines,
        "is_open": any(one.row.is_open for one in lines),
        "href": here.address("workspace:contact-hand-over", kept.id),
    }


@transaction.atomic
def begin_visit_of_ticket(
    *, actor: Actor, council: CouncilRow, site: QueueSite, ticket_id: UUID, now: datetime
) -> UUID:
    """
    Begin the contact of whoever has a ticket; who has booked is known by name at once.

    :raises NotFound: if there is no such ticket here, or somebody else has begun it
    """
    ticket = queueing.ticket(ticket_id)
    if ticket.site_key != site.key:
        raise NotFound("There is no such ticket here.")
    return actions.begin_visit(
        actor=actor,
        council_id=council.id,
        person_id=_booked_by(actor, council, ticket),
        waits=Waits(
            desk=ticket.desk,
            arrived_at=ticket.taken_at,
            place=in_words(site.name),
            site_key=site.key,
            ticket_key=ticket.id,
            label=ticket.label,
        ),
        now=now,
    )


@transaction.atomic
def hand_visitor_over(*, actor: Actor, contact_id: UUID, now: datetime, **told: Any) -> HandOver:
    """
    Hand a visitor over; a ticket that is at the counter is put aside, so that the next can come.

    :raises NotFound: if it is no unfinished contact of theirs, or nobody such can be asked
    :raises Conflict: if it is handed over already
    """
    row = actions.hand_over(actor=actor, contact_id=contact_id, now=now, **told)
    ticket = _ticket_of(actor, row.council_id, row.visit.ticket_key)
    if ticket is not None and ticket.state == TicketState.CALLED.value:
        put_aside(actor=actor, ticket_id=ticket.id, now=now)
    return row


@transaction.atomic
def take_visitor(*, actor: Actor, hand_over_id: UUID, now: datetime) -> UUID:
    """
    Let an officer see to a visitor; return the contact, which is theirs now.

    The ticket has been served then, where the officer may say so.

    :raises NotFound: if there is none that they may answer
    :raises Conflict: if it is over
    """
    row = queries.hand_over_row(actor, hand_over_id)
    contact = actions.take_visitor(actor=actor, hand_over_id=hand_over_id, now=now)
    ticket = _ticket_of(actor, row.council_id, row.ticket_key)
    if ticket is not None and ticket.state in _AT_HAND:
        finish(actor=actor, ticket_id=ticket.id, now=now)
    return contact.pk


def _ticket_of(actor: Actor, council_id: int, ticket_key: UUID | None) -> TicketRow | None:
    """Return the ticket of a visit to somebody who may work with it, if it is still there."""
    if ticket_key is None or not actor.may(DESK, council_id):
        return None
    try:
        return queueing.ticket(ticket_key)
    except NotFound:
        return None


def _booked_by(actor: Actor, council: CouncilRow, ticket: TicketRow) -> UUID | None:
    if ticket.booking_id is None or not actor.may(VIEW, council.id):
        return None
    return booking(ticket.booking_id).person_id
