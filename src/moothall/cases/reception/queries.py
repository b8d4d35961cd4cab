"""What others ask about visits and hand-overs; answers are frozen rows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from moothall.cases.reception.models import HandOver, Visit
from moothall.cases.reception.policies import LOG
from moothall.cases.reception.rows import HandOverRow, VisitRow
from moothall.cases.reception.words import OPEN, Answer
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.people import protection

#: Nobody waits at a desk for longer; what nobody answered is no news the next day.
LONGEST_WAIT = timedelta(hours=12)
_MOST = 50


def waiting_for(actor: Actor, council_ids: Sequence[int], *, now: datetime) -> list[HandOverRow]:
    """Return the visitors who wait for an employee or for a team, the longest first; one query."""
    rows = _waiting_for(actor, council_ids, now).order_by("asked_at", "pk")
    return [_row(one) for one in rows[:_MOST]]


def count_waiting_for(actor: Actor, council_ids: Sequence[int], *, now: datetime) -> int:
    """Return how many visitors were handed to an employee by name and wait; one query."""
    rows = _waiting_for(actor, council_ids, now)
    return rows.filter(employee_id=int(actor.identifier)).count()


def hand_over_row(actor: Actor, hand_over_id: UUID) -> HandOverRow:
    """
    Return one hand-over to somebody who may answer it; one query.

    :raises NotFound: if there is none, or it is another's
    """
    councils = actor.councils_where(LOG)
    found = _theirs(actor, councils).filter(pk=hand_over_id).first()
    if found is None:
        raise NotFound("There is no such visitor.")
    return _row(found)


def handed_over_at(council_id: int, site_key: str, *, since: datetime) -> list[HandOverRow]:
    """Return the newest hand-over of each visit of a site, the longest waiting first; one query."""
    newest = (
        _rows()
        .filter(council_id=council_id, visit__site_key=site_key, asked_at__gte=since)
        .order_by("visit_id", "-asked_at", "-pk")
        .distinct("visit_id")
    )
    return sorted((_row(one) for one in newest), key=lambda one: one.asked_at)[-_MOST:]


def hand_overs_of(contact_id: UUID) -> list[HandOverRow]:
    """Return to whom the visitor of a contact was handed over, the newest first; one query."""
    rows = _rows().filter(visit__interaction_id=contact_id).order_by("-asked_at", "-pk")
    return [_row(one) for one in rows[:_MOST]]


def visit_of(contact_id: UUID) -> VisitRow | None:
    """Return the visit that a contact is, if it was noted; one query."""
    found = Visit.objects.filter(interaction_id=contact_id).first()
    return None if found is None else _visit(found)


def visits_of_tickets(council_id: int, keys: Collection[UUID]) -> dict[UUID, UUID]:
    """Return which contact each ticket has; one query, none for nothing."""
    if not keys:
        return {}
    found = Visit.objects.filter(council_id=council_id, ticket_key__in=keys)
    return {one.ticket_key: one.interaction_id for one in found if one.ticket_key is not None}


def _waiting_for(actor: Actor, council_ids: Sequence[int], now: datetime) -> QuerySet[HandOver]:
    councils = sorted(set(council_ids) & set(actor.councils_where(LOG)))
    waiting = _theirs(actor, councils).filter(answer__in=OPEN)
    return waiting.filter(asked_at__gt=now - LONGEST_WAIT)


def _theirs(actor: Actor, council_ids: Sequence[int]) -> QuerySet[HandOver]:
    theirs = Q(employee_id=int(actor.identifier)) | Q(employee_id__isnull=True)
    return _rows().filter(theirs, council_id__in=council_ids)


def _rows() -> QuerySet[HandOver]:
    return HandOver.objects.select_related(
        "visit__interaction__person", "visit__interaction__service_type", "team"
    )


def _row(one: HandOver) -> HandOverRow:
    visit, contact = one.visit, one.visit.interaction
    person = contact.person
    hides = person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )
    return HandOverRow(
        id=one.pk,
        council_id=one.council_id,
        contact_id=contact.pk,
        ticket_key=visit.ticket_key,
        label=visit.label,
        place=visit.place,
        desk=visit.desk,
        arrived_at=visit.arrived_at,
        person_id=contact.person_id,
        person_name=person.name if person else "",
        said=str(protection.HIDDEN) if hides else contact.summary,
        service_name=contact.service_type.name if contact.service_type else "",
        employee_id=one.employee_id,
        to_name=one.team.name if one.team else one.employee_name,
        is_to_team=one.team_id is not None,
        asked_at=one.asked_at,
        asked_by_id=one.asked_by_id,
        asked_by_name=one.asked_by_name,
        answer=Answer(one.answer),
        note=str(protection.HIDDEN) if hides and one.note else one.note,
        answered_at=one.answered_at,
        answered_by_id=one.answered_by_id,
        answered_by_name=one.answered_by_name,
    )


def _visit(one: Visit) -> VisitRow:
    return VisitRow(
        contact_id=one.interaction_id,
        ticket_key=one.ticket_key,
        label=one.label,
        site_key=one.site_key,
        place=one.place,
        desk=one.desk,
        arrived_at=one.arrived_at,
    )
