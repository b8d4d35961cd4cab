"""Changing how one is reached: a new address or number counts once it is proven by a code."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.rate_limits import allow
from moothall.people import policies
from moothall.people.actions.grants import tell_of_act
from moothall.people.actions.persons import (
    add_points,
    given_points,
    locked_person,
    note_change,
    record_of_person,
)
from moothall.people.contact import normalise_contact
from moothall.people.grant_letters import Act
from moothall.people.letters import Letter, can_reach_by, send
from moothall.people.models import ContactKind, ContactPoint, ContactProof, Detail, Person

CODE_LIVES = timedelta(minutes=15)
MOST_TRIES = 5
#: Codes that one person, and one address or number, may be sent.
CODES_OF_PERSON = 10
CODES_TO_ONE = 3
PER = timedelta(hours=1)
DIGITS = 6

CHANNELS = {ContactKind.EMAIL: "email", ContactKind.PHONE: "text"}


class TooManyCodes(Conflict):
    """So many codes were sent that no more go out for a while."""


class WrongCode(Conflict):
    """The code is wrong or too old; `is_over` says that a new one is needed."""

    def __init__(self, *, is_over: bool) -> None:
        super().__init__("This is not the code.")
        self.is_over = is_over


def can_prove(council_id: int, kind: ContactKind) -> bool:
    """Tell whether a council can send a code this way."""
    return kind in CHANNELS and can_reach_by(council_id, CHANNELS[kind])


@transaction.atomic
def ask_to_prove(
    *,
    actor: Actor,
    person_id: UUID,
    kind: ContactKind,
    value: str,
    replaces: str = "",
    now: datetime,
) -> ContactProof:
    """
    Send a code to a new address or number of somebody; nothing else changes yet.

    `replaces` is the one that it stands for, as it was given; empty adds one.

    :raises NotFound: if the councils in force have no such person, or they have no such `replaces`
    :raises Conflict: if they have it already, or the council cannot send a code there
    :raises TooManyCodes: if too many were sent
    """
    person = locked_person(person_id)
    require(policies.can_edit_own_details(actor, person))
    points = list(ContactPoint.objects.filter(person_id=person.pk, kind=kind))
    normalised = normalise_contact(kind, value)
    if replaces and replaces not in {point.value for point in points}:
        raise NotFound("There is no such address or number.")
    if normalised in {point.normalised for point in points}:
        raise Conflict("This is known already.")
    if not can_prove(person.council_id, kind):
        raise Conflict("No code can be sent there.")
    _limit(person, normalised, now)
    ContactProof.objects.filter(person_id=person.pk, kind=kind, settled_at__isnull=True).update(
        settled_at=now
    )
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    proof = ContactProof(
        council_id=person.council_id,
        person=person,
        kind=kind,
        value=value.strip(),
        replaces=replaces,
        asked_at=now,
    )
    proof.code_digest = _digest(proof.pk, code)
    proof.save(force_insert=True)
    _tell(proof, "people.prove-contact", proof.value, now, code=code)
    return proof


def prove(
    *, actor: Actor, person_id: UUID, kind: ContactKind, code: str, now: datetime
) -> ContactPoint:
    """
    Take a new address or number over, once its code was typed; the one it replaces goes.

    The old e-mail address is told, in case it was somebody else.

    :raises NotFound: if the councils in force have no such person, or nothing is to be proven
    :raises WrongCode: if the code is wrong, too old or was tried too often
    """
    with transaction.atomic():
        person = locked_person(person_id)
        require(policies.can_edit_own_details(actor, person))
        proof = ContactProof.objects.filter(
            person_id=person.pk, kind=kind, settled_at__isnull=True
        ).first()
        if proof is None:
            raise NotFound("Nothing is to be proven.")
        is_over = now - proof.asked_at > CODE_LIVES or proof.tries >= MOST_TRIES
        proof.tries += 1
        proof.save(update_fields=["tries"])
        typed = "".join(code.split())
        is_right = constant_time_compare(bytes(proof.code_digest), _digest(proof.pk, typed))
        if is_right and not is_over:
            return _take_over(actor, person, proof, now)
    # Past the transaction, so that the try counts.
    raise WrongCode(is_over=is_over or proof.tries >= MOST_TRIES)


@transaction.atomic
def remove_contact_point(
    *, actor: Actor, person_id: UUID, kind: ContactKind, value: str, now: datetime
) -> None:
    """
    Take a way to reach somebody away at their wish.

    :raises NotFound: if the councils in force have no such person, or they have none like this
    :raises Conflict: if it is the last by which they are told anything
    """
    person = locked_person(person_id)
    require(policies.can_edit_own_details(actor, person))
    points = list(ContactPoint.objects.filter(person_id=person.pk))
    gone = [point for point in points if (point.kind, point.value) == (kind, value)]
    if not gone:
        raise NotFound("There is no such address or number.")
    if not any(point.kind in CHANNELS and point not in gone for point in points):
        raise Conflict("We need one way to reach you.")
    for point in gone:
        point.delete()
        note_change(actor, person, Detail(kind), before=point.value, after="", now=now)
    record_of_person(actor, "person.contact-point-removed", person, now)
    tell_of_act(actor=actor, act=Act.DETAILS_CHANGED)


def _take_over(actor: Actor, person: Person, proof: ContactProof, now: datetime) -> ContactPoint:
    kind = ContactKind(proof.kind)
    proof.settled_at = now
    proof.save(update_fields=["settled_at"])
    ContactPoint.objects.filter(person_id=person.pk, kind=kind, value=proof.replaces).delete()
    given = given_points(**{kind.value: proof.value})
    for found_by in (person.normalised_name, str(person.pk)):
        if add_points(actor, person, given, found_by, now):
            break
    note_change(
        actor, person, Detail(kind.value), before=proof.replaces, after=proof.value, now=now
    )
    record_of_person(actor, "person.contact-point-proven", person, now)
    tell_of_act(actor=actor, act=Act.DETAILS_CHANGED)
    if kind is ContactKind.EMAIL and proof.replaces:
        _tell(proof, "people.contact-changed", proof.replaces, now)
    return ContactPoint.objects.get(
        person_id=person.pk, kind=kind, normalised=normalise_contact(kind, proof.value)
    )


def _limit(person: Person, normalised: str, now: datetime) -> None:
    """
    Count a code, by person and by where it goes, in whichever council.

    :raises TooManyCodes: past the limit
    """
    of_person = allow(f"prove:{person.pk}", limit=CODES_OF_PERSON, per=PER, now=now)
    to_one = allow(f"prove-to:{normalised}", limit=CODES_TO_ONE, per=PER, now=now)
    if not (of_person and to_one):
        raise TooManyCodes("Too many codes were sent.")


def _tell(proof: ContactProof, template: str, to: str, now: datetime, **context: str) -> None:
    """Send a message about a proof to the new address or number, or to the old one."""
    send(
        Letter(
            council_id=proof.council_id,
            template=template,
            channel=CHANNELS[ContactKind(proof.kind)],
            to=to,
            language=proof.person.language,
            context=context,
            dedupe_key=f"{template}:{proof.pk}",
            about_id=proof.person_id,
            now=now,
        )
    )


def _digest(proof_id: UUID, code: str) -> bytes:
    return salted_hmac(f"contact proof {proof_id}", code, algorithm="sha256").digest()
