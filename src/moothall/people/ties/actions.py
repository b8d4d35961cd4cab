"""All writes about who is what to whom."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.persons import locked_person
from moothall.people.models import Person, Tie, TieKind

#: So long it stays to be seen on what staff relied.
KEPT_AFTERWARDS = timedelta(days=365)


@transaction.atomic
def note_tie(
    *,
    actor: Actor,
    person_id: UUID,
    kind: TieKind,
    other_id: UUID | None = None,
    other_name: str = "",
    note: str = "",
    now: datetime,
) -> Tie:
    """
    Write down what somebody is to a person; the same again changes nothing.

    :raises NotFound: if the councils in force have not both
    :raises NotPermitted: if the actor may not edit people there
    :raises Conflict: if nobody is named, it is the person themselves, or of another council
    """
    person = locked_person(person_id)
    require(policies.can_edit_person(actor, person.council_id))
    other = _other(person, other_id)
    name = other_name.strip()
    if other is None and not name:
        raise Conflict(_("Say who it is."))
    if other is not None:
        known = Tie.objects.filter(
            person_id=person.pk, other_id=other.pk, kind=kind, ended_at__isnull=True
        ).first()
        if known is not None:
            return known
    tie = Tie.objects.create(
        council_id=person.council_id,
        person=person,
        other=other,
        other_name="" if other is not None else name,
        kind=kind,
        note=note.strip(),
        noted_at=now,
        noted_by_identifier=actor.identifier,
        noted_by_name=actor.name,
    )
    audit.record(actor=actor, verb="tie.noted", subject=tie, now=now, detail={"kind": kind.value})
    return tie


@transaction.atomic
def end_tie(*, actor: Actor, tie_id: UUID, now: datetime) -> Tie:
    """
    Say that it is so no more; ended again, nothing changes.

    :raises NotFound: if the councils in force have no such tie
    """
    tie = Tie.objects.select_for_update().filter(pk=tie_id).first()
    if tie is None:
        raise NotFound("There is no such relationship.")
    require(policies.can_edit_person(actor, tie.council_id))
    if tie.ended_at is None:
        tie.ended_at = now
        tie.save(update_fields=["ended_at"])
        audit.record(actor=actor, verb="tie.ended", subject=tie, now=now)
    return tie


def _other(person: Person, other_id: UUID | None) -> Person | None:
    if other_id is None:
        return None
    if other_id == person.pk:
        raise Conflict(_("That is the person themselves."))
    other = Person.objects.filter(pk=other_id, council_id=person.council_id).first()
    if other is None:
        raise NotFound("There is no such person.")
    return other


@transaction.atomic
def forget_old_ties(*, now: datetime) -> int:
    """Forget what has been so no more for a year, in the councils in force."""
    return Tie.objects.filter(ended_at__lt=now - KEPT_AFTERWARDS).delete()[0]
