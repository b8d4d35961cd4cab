"""A morning at the front desk: who waits, who is at the counter, who was handed over."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.bookings.queueing import queries as queueing
from moothall.bookings.queueing.actions import local_day, take_ticket
from moothall.bookings.queueing.errors import QueueClosed
from moothall.bookings.queueing.rows import QueueSite
from moothall.bookings.queueing.serving import call_next, stand_at_counter
from moothall.cases.contact.actions import keep_words
from moothall.cases.models import Visit
from moothall.cases.reception.actions import Waits, say_coming
from moothall.cases.reception.models import HandOver
from moothall.cases.reception.queries import LONGEST_WAIT
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.people.models import Role, StaffRole
from moothall.people.queries import actor_for
from moothall.surfaces.workspace.front_desk import begin_visit_of_ticket, hand_visitor_over

DESK = "2"
#: How long ago the first of them came, and how long after one another they did.
BEGAN, EACH = timedelta(minutes=24), timedelta(minutes=4)
#: For whom the visitors of a morning ask, and what that one answers, if anything.
_HANDED = (
    (Role.SUPERVISOR, "Wants to speak about the complaint of last week, has the letters here",
     "I am finishing a call: five minutes"),
    (Role.OFFICER, "New flat, cannot read the letter about the Council Tax band", ""),
)  # fmt: skip
_AT_COUNTER = "Asks where to hand in the form for a Blue Badge"
_WAITING = 2


@transaction.atomic
def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Let some people have come to the council in force this morning; tell whether they have."""
    if Visit.objects.filter(arrived_at__gt=now - LONGEST_WAIT).exists():
        return False
    site = next((one for one in queueing.queue_sites() if one.has_queue), None)
    desk = _who(council, Role.DESK)
    if site is None or desk is None:
        return False
    at = _began(council, now)
    try:
        with transaction.atomic():
            _morning(council, site, desk, at, now)
    except QueueClosed:
        return False  # the day is over there
    return True


def _morning(
    council: CouncilRow, site: QueueSite, desk: Actor, at: datetime, now: datetime
) -> None:
    stand_at_counter(actor=desk, site_id=site.id, desk=DESK, now=at)
    there = queueing.services_at(site.id, on=local_day(council.id, now))
    services = [one.id for one in there if one.takes_walk_ins]
    people = len(_HANDED) + 1 + _WAITING
    for number in range(people):
        take_ticket(
            service_id=services[number % len(services)],
            actor=desk,
            now=min(at + EACH * number, now),
        )
    for role, said, answer in _HANDED:
        asked = _who(council, role)
        if asked is not None:
            _hand_over(council, site, desk, asked, said, answer, now)
    contact_id = _visit(council, site, desk, now)
    keep_words(actor=desk, contact_id=contact_id, summary=_AT_COUNTER, now=now)


def _visit(council: CouncilRow, site: QueueSite, desk: Actor, now: datetime) -> UUID:
    """Call whoever is next to the counter, and begin their visit."""
    ticket = call_next(actor=desk, site_id=site.id, now=now)
    if ticket is None:
        raise QueueClosed
    return begin_visit_of_ticket(
        actor=desk, council=council, site=site, ticket_id=ticket.pk, now=now
    )


def _hand_over(  # noqa: PLR0917 - private
    council: CouncilRow,
    site: QueueSite,
    desk: Actor,
    asked: Actor,
    said: str,
    answer: str,
    now: datetime,
) -> HandOver:
    contact_id = _visit(council, site, desk, now)
    row = hand_visitor_over(
        actor=desk,
        contact_id=contact_id,
        employee_id=int(asked.identifier),
        said=said,
        waits=Waits(desk=DESK, arrived_at=now),
        now=now,
    )
    if answer:
        say_coming(actor=asked, hand_over_id=row.pk, note=answer, now=now)
    return row


def _began(council: CouncilRow, now: datetime) -> datetime:
    """Return when the first of them came: on the same day as the last."""
    began = now - BEGAN
    return began if local_day(council.id, began) == local_day(council.id, now) else now


def _who(council: CouncilRow, role: Role) -> Actor | None:
    """Return somebody who has a role in a council."""
    found = StaffRole.objects.filter(council_id=council.id, role=role, user__is_active=True)
    first = found.select_related("user").order_by("pk").first()
    return actor_for(first.user) if first else None
