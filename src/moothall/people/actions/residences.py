"""Where a person says that they live: moving in and moving out."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.grants import tell_of_act
from moothall.people.grant_letters import Act
from moothall.people.models import Person, Residence
from moothall.places.queries import address


@transaction.atomic
def move_in(
    *, actor: Actor, person_id: UUID, uprn: int, moved_in_on: date | None, now: datetime
) -> Residence:
    """
    Keep the address where a person lives from now on, and close the one before.

    The same address again keeps the row and corrects its day.

    :raises NotFound: if the councils in force have no such person, or the council no such address
    :raises NotPermitted: if the actor is neither staff who may, nor the person or their delegate
    """
    person = _locked(actor, person_id)
    found = address(uprn)
    custodian = council_by_id(person.council_id).custodian_code
    if found is None or not found.is_offered or found.custodian_code != custodian:
        raise NotFound("This council has no such address.")
    before = _live(person)
    if before is not None and before.uprn == uprn:
        before.moved_in_on = moved_in_on
        before.save(update_fields=["moved_in_on"])
        return before
    if before is not None:
        _end(before, _not_before(before, moved_in_on), now)
    residence = Residence.objects.create(
        council_id=person.council_id,
        person_id=person.pk,
        uprn=uprn,
        moved_in_on=moved_in_on,
        given_by=actor.kind.value,
        created_at=now,
    )
    audit.record(actor=actor, verb="person.moved-in", subject=person, now=now)
    tell_of_act(actor=actor, act=Act.DETAILS_CHANGED)
    return residence


@transaction.atomic
def move_out(*, actor: Actor, person_id: UUID, moved_out_on: date | None, now: datetime) -> bool:
    """
    Close the address where a person lives; tell whether there was one.

    :raises NotFound: if the councils in force have no such person
    :raises NotPermitted: if the actor is neither staff who may, nor the person or their delegate
    """
    person = _locked(actor, person_id)
    before = _live(person)
    if before is None:
        return False
    _end(before, _not_before(before, moved_out_on), now)
    audit.record(actor=actor, verb="person.moved-out", subject=person, now=now)
    tell_of_act(actor=actor, act=Act.DETAILS_CHANGED)
    return True


def _locked(actor: Actor, person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_change_residence(actor, person))
    return person


def _live(person: Person) -> Residence | None:
    return Residence.objects.filter(person_id=person.pk, ended_at__isnull=True).first()


def _not_before(residence: Residence, day: date | None) -> date | None:
    """Return the day on which a residence ends; one before its beginning was its correction."""
    began = residence.moved_in_on
    return began if began is not None and day is not None and day < began else day


def _end(residence: Residence, day: date | None, now: datetime) -> None:
    residence.moved_out_on, residence.ended_at = day, now
    residence.save(update_fields=["moved_out_on", "ended_at"])
