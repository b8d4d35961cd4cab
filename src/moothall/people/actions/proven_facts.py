"""All writes to facts that an identity provider proved and that a person lets a council keep."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.scope import current_council_id
from moothall.people import policies, scopes
from moothall.people.actions.persons import update_person
from moothall.people.actions.residents import join_council
from moothall.people.identities import BIRTH_DATE, NAME
from moothall.people.models import Person, ProvenFact
from moothall.people.needs import NO_NEEDS, Needs
from moothall.people.sign_in.identity_proofs import Proof


@transaction.atomic
def join_council_with_proof(
    *,
    account_id: int,
    proof: Proof | None,
    wanted: Collection[str],
    name: str,
    email: str,
    phone: str = "",
    language: str = "en",
    needs: Needs = NO_NEEDS,
    now: datetime,
) -> Person:
    """
    Join an account to the council in force, and keep with the person what they want of a proof.

    :raises Conflict: if the record belongs to another sign-in already
    """
    taken = _facts_in(proof, wanted)
    person = join_council(
        account_id=account_id,
        name=taken.get(NAME, name),
        email=email,
        phone=phone,
        language=language,
        needs=needs,
        now=now,
    )
    if proof is not None and taken:
        keep_proven_facts(
            actor=Actor(
                kind=ActorKind.RESIDENT,
                identifier=str(person.pk),
                subject=str(person.pk),
                name=person.name,
                permissions={person.council_id: scopes.ALL},
            ),
            person_id=person.pk,
            proof=proof,
            wanted=wanted,
            now=now,
        )
    return person


@transaction.atomic
def keep_proven_facts(
    *, actor: Actor, person_id: UUID, proof: Proof, wanted: Collection[str], now: datetime
) -> None:
    """
    Keep what a person wants the council in force to know as proven; what it kept before goes.

    :raises NotFound: if the council has no such person
    :raises NotPermitted: if the person is not the actor
    """
    person = _person(person_id)
    require(policies.can_keep_proven_facts(actor, person.pk, person.council_id))
    taken = _facts_in(proof, wanted)
    ProvenFact.objects.filter(person_id=person.pk).delete()
    ProvenFact.objects.bulk_create(
        ProvenFact(
            council_id=person.council_id,
            person=person,
            fact=fact,
            value=value,
            source=proof.provider,
            level=proof.level,
            proven_at=proof.at,
            kept_at=now,
        )
        for fact, value in taken.items()
    )
    audit.record(
        actor=actor,
        verb="person.proven-facts-kept",
        subject=person,
        now=now,
        detail={"facts": sorted(taken), "source": proof.provider, "level": proof.level},
    )


@transaction.atomic
def take_proven_name(*, actor: Actor, person_id: UUID, proof: Proof, now: datetime) -> Person:
    """
    Let the council in force call somebody by the name that was proven, as they have just asked.

    A name that is theirs already changes nothing. What they are called is their own affair: a proof
    alone renames nobody.

    :raises NotFound: if the council has no such person
    :raises NotPermitted: if the person is not the actor
    :raises Conflict: if no name is proven, or a namesake has the same contact details
    """
    person = _person(person_id)
    require(policies.can_keep_proven_facts(actor, person.pk, person.council_id))
    if not proof.tells_who:
        raise Conflict("No name is proven.")
    if proof.name.strip() == person.name:
        return person
    renamed = update_person(
        actor=actor, person_id=person.pk, name=proof.name, language=person.language, now=now
    )
    audit.record(
        actor=actor,
        verb="person.proven-name-taken",
        subject=renamed,
        now=now,
        detail={"source": proof.provider, "level": proof.level},
    )
    return renamed


@transaction.atomic
def forget_proven_facts(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """
    Let the council in force forget what it knew as proven; forgetting nothing changes nothing.

    :raises NotFound: if the council has no such person
    :raises NotPermitted: if the person is not the actor
    """
    person = _person(person_id)
    require(policies.can_keep_proven_facts(actor, person.pk, person.council_id))
    deleted, _ = ProvenFact.objects.filter(person_id=person.pk).delete()
    if deleted:
        audit.record(actor=actor, verb="person.proven-facts-forgotten", subject=person, now=now)


def _person(person_id: UUID) -> Person:
    person = (
        Person.objects.select_for_update()
        .filter(pk=person_id, council_id=current_council_id())
        .first()
    )
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _facts_in(proof: Proof | None, wanted: Collection[str]) -> dict[str, str]:
    """Return the facts that are both proven and wanted."""
    if proof is None or not proof.tells_who:
        return {}
    proven = {NAME: proof.name, BIRTH_DATE: proof.birth_date}
    return {fact: value for fact, value in proven.items() if value and fact in wanted}
