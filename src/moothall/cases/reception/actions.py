"""All writes about visitors: they come, are handed over, and are answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.channels import Channel
from moothall.cases.contact.actions import begin_contact
from moothall.cases.contact.actions.agents import note_call_state, note_end_of_contact
from moothall.cases.contact.actions.contacts import LONGEST_SUMMARY, own_contact
from moothall.cases.contact.words import AgentStatus
from moothall.cases.models.interaction import Interaction
from moothall.cases.reception import policies
from moothall.cases.reception.models import LONGEST_DESK, LONGEST_PLACE, HandOver, Visit
from moothall.cases.reception.words import LONGEST_NOTE, OPEN, Answer
from moothall.councils.queries import teams
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.colleagues import colleague


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Where a visitor waits, and since when; with the ticket they have, if they have one."""

    desk: str
    arrived_at: datetime
    place: str = ""
    site_key: str = ""
    ticket_key: UUID | None = None
    label: str = ""


@transaction.atomic
def begin_visit(
    *, actor: Actor, council_id: int, person_id: UUID | None, waits: Waits, now: datetime
) -> UUID:
    """
    Begin the contact of a visitor; one ticket has one, which the same employee is led back to.

    :raises NotFound: if somebody else has begun it, or the council has no such person
    :raises NotPermitted: if the actor receives no visitors in this council
    """
    before = Visit.objects.filter(council_id=council_id, ticket_key=waits.ticket_key).first()
    if before is not None and waits.ticket_key is not None:
        return own_contact(actor, before.interaction_id, allow_finished=True, as_visit=True).pk
    contact = begin_contact(
        actor=actor,
        council_id=council_id,
        person_id=person_id,
        channel=Channel.VISIT.value,
        now=now,
    )
    _visit(contact, waits).save(force_insert=True)
    return contact.pk


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    contact_id: UUID,
    employee_id: int | None = None,
    team_id: UUID | None = None,
    said: str,
    waits: Waits,
    now: datetime,
) -> HandOver:
    """
    Ask a colleague, or anybody of a team, to see to a visitor; what was said goes with it.

    The contact stays with whoever hands over until it is taken, and is a visit from now on. One
    that was noted as a visit before keeps its ticket and the moment at which they came.

    :raises NotFound: if it is no unfinished contact of theirs, or nobody such can be asked
    :raises Conflict: if it is handed over already
    """
    contact = own_contact(actor, contact_id, as_visit=True)
    council_id = contact.council_id
    require(policies.can_hand_over(actor, council_id))
    name = _asked(council_id, employee_id, team_id, actor)
    visit = Visit.objects.filter(interaction=contact).first()
    if visit is None:
        visit = _visit(contact, waits)
        visit.save(force_insert=True)
    elif waits.desk and visit.desk != waits.desk:
        visit.desk = waits.desk[:LONGEST_DESK]
        visit.save(update_fields=["desk"])
    if HandOver.objects.filter(visit=visit, answer__in=OPEN).exists():
        raise Conflict("This visitor is handed over already.")
    contact.summary = without_card_numbers(said.strip())[:LONGEST_SUMMARY]
    contact.channel = Channel.VISIT
    contact.save(update_fields=["summary", "channel"])
    row = HandOver(
        council_id=council_id,
        visit=visit,
        employee_id=employee_id,
        employee_name=name,
        team_id=team_id,
        asked_at=now,
        asked_by_id=int(actor.identifier),
        asked_by_name=actor.name,
    )
    row.save(force_insert=True)
    audit.record(
        actor=actor,
        verb="visit.handed-over",
        subject=row,
        now=now,
        detail={"contact": str(contact.pk), "to": employee_id or str(team_id)},
    )
    _free_again(actor, contact, now)
    return row


@transaction.atomic
def say_coming(*, actor: Actor, hand_over_id: UUID, note: str = "", now: datetime) -> HandOver:
    """
    Tell the front desk that somebody comes down; of a team, it is theirs from then on.

    :raises NotFound: if there is none that they may answer
    :raises Conflict: if somebody else has answered, or it is over
    """
    row = _answerable(actor, hand_over_id)
    if row.answer == Answer.COMING and row.answered_by_id != int(actor.identifier):
        raise Conflict("Somebody else is coming.")
    return _answered(actor, row, Answer.COMING, note, now)


@transaction.atomic
def send_home(*, actor: Actor, hand_over_id: UUID, note: str, now: datetime) -> HandOver:
    """
    Ask the front desk to give the visitor an appointment; the contact stays with the desk.

    :raises NotFound: if there is none that they may answer
    :raises Conflict: if it is over
    """
    row = _answerable(actor, hand_over_id)
    return _answered(actor, row, Answer.SENT_HOME, note, now)


@transaction.atomic
def take_visitor(*, actor: Actor, hand_over_id: UUID, now: datetime) -> Interaction:
    """
    See to a visitor: the contact is the officer's from now on, to be wrapped up by them.

    So it is where the desk has wrapped it up meanwhile: one visit stays one contact.

    :raises NotFound: if there is none that they may answer
    :raises Conflict: if it is over
    """
    row = _answerable(actor, hand_over_id)
    contact = Interaction.objects.select_for_update().get(pk=row.visit.interaction_id)
    _answered(actor, row, Answer.TAKEN, "", now)
    contact.logged_by_kind = actor.kind.value
    contact.logged_by_identifier, contact.logged_by_name = actor.identifier, actor.name
    contact.ended_at, contact.finished_at = None, None
    contact.save(
        update_fields=[
            "logged_by_kind", "logged_by_identifier", "logged_by_name", "ended_at", "finished_at",
        ]
    )  # fmt: skip
    note_call_state(
        account_id=int(actor.identifier),
        status=AgentStatus.ON_CALL,
        council_id=contact.council_id,
        now=now,
    )
    return contact


@transaction.atomic
def take_back(*, actor: Actor, hand_over_id: UUID, now: datetime) -> HandOver:
    """
    Let nobody be asked any more: the visitor has left, or the front desk sees to them after all.

    :raises NotFound: if the councils in force have none
    :raises Conflict: if it is over
    """
    row = _locked(hand_over_id)
    require(policies.can_hand_over(actor, row.council_id))
    return _answered(actor, row, Answer.WITHDRAWN, "", now)


@transaction.atomic(savepoint=False)
def forget_visits(*, interaction_ids: Collection[UUID]) -> None:
    """Take off what officers wrote about these visitors, and by which tickets they were called."""
    visits = Visit.objects.filter(interaction_id__in=interaction_ids)
    HandOver.objects.filter(visit__in=visits).update(
        note="", employee_name="", asked_by_name="", answered_by_name=""
    )
    visits.update(ticket_key=None, label="")


def _visit(contact: Interaction, waits: Waits) -> Visit:
    return Visit(
        council_id=contact.council_id,
        interaction=contact,
        ticket_key=waits.ticket_key,
        label=waits.label,
        site_key=waits.site_key,
        place=waits.place[:LONGEST_PLACE],
        desk=waits.desk[:LONGEST_DESK],
        arrived_at=waits.arrived_at,
    )


def _asked(council_id: int, employee_id: int | None, team_id: UUID | None, actor: Actor) -> str:
    """Return what the employee is called who is asked; nothing of a team."""
    if employee_id is not None and str(employee_id) != actor.identifier and team_id is None:
        found = colleague(council_id, policies.LOG, employee_id)
        if found is not None:
            return found.name
    is_team = any(one.id == team_id for one in teams(council_id))
    if employee_id is None and is_team:
        return ""
    raise NotFound("Nobody such can be asked.")


def _locked(hand_over_id: UUID) -> HandOver:
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("visit")
    row = rows.filter(pk=hand_over_id).first()
    if row is None:
        raise NotFound("There is no such visitor.")
    return row


def _answerable(actor: Actor, hand_over_id: UUID) -> HandOver:
    row = _locked(hand_over_id)
    if not policies.can_answer(actor, row.council_id, row.employee_id):
        raise NotFound("There is no such visitor.")
    return row


def _answered(actor: Actor, row: HandOver, answer: Answer, note: str, now: datetime) -> HandOver:
    if not row.is_open:
        raise Conflict("This was answered meanwhile.")
    row.answer, row.note = answer, without_card_numbers(note.strip())[:LONGEST_NOTE]
    row.answered_at = now
    row.answered_by_id, row.answered_by_name = int(actor.identifier), actor.name
    row.save(update_fields=["answer", "note", "answered_at", "answered_by_id", "answered_by_name"])
    audit.record(
        actor=actor, verb="visit.answered", subject=row, now=now, detail={"answer": answer.value}
    )
    return row


def _free_again(actor: Actor, contact: Interaction, now: datetime) -> None:
    """Let whoever handed a visitor over be available, unless they are with somebody else."""
    others = Interaction.objects.filter(
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        began_at__isnull=False,
        finished_at__isnull=True,
    )
    note_end_of_contact(
        account_id=int(actor.identifier),
        status=AgentStatus.AVAILABLE,
        council_id=None,
        unless=others.exclude(pk=contact.pk),
        now=now,
    )
