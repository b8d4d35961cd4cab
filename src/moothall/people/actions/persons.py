"""All writes to persons and their contact points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.inserting import insert
from moothall.kernel.policies import require
from moothall.kernel.search_text import normalise
from moothall.people import policies
from moothall.people.actions.grants import tell_of_act
from moothall.people.contact import name_by_surname, normalise_contact
from moothall.people.duplicates.names import sounds_like
from moothall.people.grant_letters import Act
from moothall.people.models import (
    CommunicationNeeds,
    ContactKind,
    ContactPoint,
    Detail,
    DetailChange,
    Person,
)

_LONGEST_NAME = 200
_LONGEST_VALUE = 500

_ADD_POINT = """
    INSERT INTO people_contactpoint
        (id, council_id, person_id, kind, value, normalised, found_by_name, given_by, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
_WHOSE_POINTS = """
    SELECT point.kind, {columns} FROM people_contactpoint point
    JOIN people_person found
      ON found.council_id = point.council_id AND found.id = point.person_id
    JOIN people_person person
      ON person.council_id = found.council_id
     AND person.id = COALESCE(found.merged_into_id, found.id)
    WHERE point.council_id = %s AND point.found_by_name = %s AND ({any_of})
"""
_VALUES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


def record_person(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "en",
    now: datetime,
) -> Person:
    """
    Return the person who has this name and one of these contact points, or create them.

    Never merges and never changes what is known: somebody who knows another's name and address
    could otherwise rewrite that person's record. A contact point not known yet is added. Of two
    calls at once with the same details the second finds the person of the first. One statement
    for a person known with all of it, two or three otherwise.

    :raises NotPermitted: if staff may not log calls in this council
    :raises Conflict: if the same person was renamed at the same moment
    """
    require(policies.can_record_person(actor, council_id))
    given = given_points(email=email, phone=phone)
    with transaction.atomic(savepoint=False):
        known_as = normalise(name)[:_LONGEST_NAME]
        known = _whose_points(council_id, given, known_as)
        if not known:
            person = _new_person(council_id, name, known_as, language, now)
            if add_points(actor, person, given, known_as, now) == len(given):
                insert([person])
                record_of_person(actor, "person.recorded", person, now)
                return person
            # Somebody else committed the same details since we looked: theirs is the person.
            ContactPoint.objects.filter(person_id=person.pk).delete()
            known = _whose_points(council_id, given, known_as)
        known_person = next((known[kind] for kind in given if kind in known), None)
        if known_person is None:
            raise Conflict("Somebody changed this person's details at the same moment. Try again.")
        missing = {
            kind: one
            for kind, one in given.items()
            if kind not in known or known[kind].pk != known_person.pk
        }
        for kind, one in missing.items():
            found_by = str(known_person.pk) if kind in known else known_as
            add_points(actor, known_person, {kind: one}, found_by, now)
        return known_person


@transaction.atomic
def update_person(
    *, actor: Actor, person_id: UUID, name: str, language: str, now: datetime
) -> Person:
    """
    Correct a person's name and language; the person may (UK GDPR art 16), and so may staff.

    :raises NotFound: if the councils in force have no such person
    :raises Conflict: if another person of that name already has one of the same contact points
    """
    person = locked_person(person_id)
    require(
        policies.can_edit_person(actor, person.council_id)
        or policies.can_edit_own_details(actor, person)
    )
    before = {Detail.NAME: person.name, Detail.LANGUAGE: person.language}
    known_as = normalise(name)[:_LONGEST_NAME]
    if known_as != person.normalised_name:
        points = ContactPoint.objects.filter(
            person_id=person.pk, found_by_name=person.normalised_name
        )
        try:
            with transaction.atomic():
                points.update(found_by_name=known_as)
        except IntegrityError as error:
            raise Conflict("Another person of this name has the same contact details.") from error
    person.name = name.strip()[:_LONGEST_NAME]
    person.normalised_name = known_as
    person.name_by_surname = name_by_surname(known_as)
    person.sounds_like = sounds_like(person.name)
    person.language = language
    person.save(
        update_fields=["name", "normalised_name", "name_by_surname", "sounds_like", "language"]
    )
    # What the person chose for everything must not speak against what staff have just put right.
    CommunicationNeeds.objects.filter(person_id=person.pk).exclude(language="").update(
        language=language
    )
    after = {Detail.NAME: person.name, Detail.LANGUAGE: person.language}
    for detail, value in after.items():
        note_change(actor, person, detail, before=before[detail], after=value, now=now)
    record_of_person(actor, "person.updated", person, now)
    tell_of_act(actor=actor, act=Act.DETAILS_CHANGED)
    return person


@transaction.atomic
def add_contact_point(
    *, actor: Actor, person_id: UUID, kind: ContactKind, value: str, now: datetime
) -> ContactPoint:
    """
    Add a way to reach a person; adding one they already have changes nothing.

    :raises NotFound: if the councils in force have no such person
    """
    person = locked_person(person_id)
    require(policies.can_edit_person(actor, person.council_id))
    given = given_points(**{kind.value: value})
    for found_by in (person.normalised_name, str(person.pk)):
        if add_points(actor, person, given, found_by, now):
            note_change(actor, person, Detail(kind.value), before="", after=value.strip(), now=now)
            record_of_person(actor, "person.contact-point-added", person, now)
            break
    return ContactPoint.objects.get(
        person_id=person.pk, kind=kind, normalised=normalise_contact(kind, value)
    )


@dataclass(frozen=True)
class Given:
    """A contact point as it was given, and made comparable."""

    value: str
    normalised: str


def given_points(**values: str) -> dict[ContactKind, Given]:
    """Return what was given, in the order in which it was named: what identifies best is first."""
    given: dict[ContactKind, Given] = {}
    for name, typed in values.items():
        if value := typed.strip()[:_LONGEST_VALUE]:
            kind = ContactKind(name)
            given[kind] = Given(value, normalise_contact(kind, value))
    return given


def _whose_points(
    council_id: int, given: Mapping[ContactKind, Given], known_as: str
) -> dict[ContactKind, Person]:
    """Return the person of this name whom each contact point finds, if it finds one."""
    if not given:
        return {}
    fields = [field.attname for field in Person._meta.concrete_fields]
    values: list[str | int] = [council_id, known_as]
    for kind, one in given.items():
        values += [kind.value, one.normalised]
    statement = _WHOSE_POINTS.format(
        columns=", ".join(f"person.{column}" for column in fields),
        any_of=" OR ".join(["point.kind = %s AND point.normalised = %s"] * len(given)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    return {
        ContactKind(kind): Person.from_db(connection.alias, fields, values)
        for kind, *values in found
    }


def _new_person(council_id: int, name: str, known_as: str, language: str, now: datetime) -> Person:
    return Person(
        council_id=council_id,
        name=name.strip()[:_LONGEST_NAME],
        normalised_name=known_as,
        name_by_surname=name_by_surname(known_as),
        sounds_like=sounds_like(name),
        language=language,
        created_at=now,
    )


def add_points(
    actor: Actor, person: Person, given: Mapping[ContactKind, Given], found_by: str, now: datetime
) -> int:
    """
    Add contact points that nobody of this name has yet and return how many were added.

    The person's own row may follow in the same transaction: foreign keys are checked at its end.
    One that somebody else is adding is waited for, always in the same order of kinds.
    """
    if not given:
        return 0
    values: list[str | UUID | int | datetime] = []
    for kind, one in given.items():
        values += [
            new_id(), person.council_id, person.pk, kind.value, one.value,
            one.normalised, found_by, actor.kind.value, now,
        ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ADD_POINT.replace(_VALUES, ", ".join([_VALUES] * len(given))), values)
        return int(cursor.rowcount)


def locked_person(person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    return person


def note_change(
    actor: Actor, person: Person, detail: Detail, *, before: str, after: str, now: datetime
) -> None:
    """Keep how a detail was corrected; the same again is no correction."""
    if before != after:
        DetailChange.objects.create(
            council_id=person.council_id,
            person=person,
            detail=detail,
            before=before[:_LONGEST_VALUE],
            after=after[:_LONGEST_VALUE],
            changed_at=now,
            actor_kind=actor.kind.value,
            actor_identifier=actor.identifier,
            actor_name=actor.name,
        )


def record_of_person(actor: Actor, verb: str, person: Person, now: datetime) -> None:
    """
    Account for what staff do, and residents who have signed in.

    What others say of themselves is in their submission.
    """
    if actor.kind is ActorKind.STAFF or actor.subject:
        audit.record(actor=actor, verb=verb, subject=person, now=now)
