"""All writes to linked accounts: which systems keep them, who holds them, until when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.events_of_linking import AccountLinked, LinkedAccountEnded
from moothall.people.linking_ports import Proven, account_suppliers
from moothall.people.linking_words import STRONG, LinkedKind, LinkEnd, Strength
from moothall.people.models import AccountSystem, LinkedAccount, Person


@transaction.atomic
def choose_account_system(
    *,
    actor: Actor,
    council_id: int,
    kind: LinkedKind,
    supplier: str,
    options: Mapping[str, Any],
    details_suffice: bool = False,
    is_collected_here: bool = False,
    now: datetime,
) -> AccountSystem:
    """
    Say where a council keeps accounts of one kind.

    :raises LookupError: if no supplier has this key, or it keeps no accounts of this kind
    :raises ValueError: naming the option that cannot be used
    """
    require(policies.can_manage_staff(actor, (council_id,)))
    known = account_suppliers.get(supplier)
    if kind not in known.kinds:
        raise LookupError(f"{known.label} keeps no accounts of the kind {kind.value}.")
    known.connect(options)
    system, _ = AccountSystem.objects.update_or_create(
        council_id=council_id,
        kind=kind,
        defaults={
            "supplier": supplier,
            "options": dict(options),
            "details_suffice": details_suffice,
            "is_collected_here": is_collected_here,
            "is_active": True,
        },
    )
    audit.record(
        actor=actor, verb="account-system.chosen", subject=system, now=now, detail={"kind": kind}
    )
    return system


@transaction.atomic
def link_account(
    *,
    actor: Actor,
    person_id: UUID,
    kind: LinkedKind,
    supplier: str,
    reference: str,
    proven: Proven,
    strength: Strength,
    now: datetime,
) -> LinkedAccount:
    """
    Link an account that somebody has proven to be theirs; linking it again makes it stronger.

    Two at once by the same person wait for each other, so that there is one.

    :raises NotFound: if the councils in force have no such person
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_link(actor, person_id, person.council_id))
    known = LinkedAccount.objects.filter(
        person_id=person_id, kind=kind, reference=reference, ended_at__isnull=True
    ).first()
    if known is not None:
        return _renewed(actor, known, proven, strength, now)
    link = LinkedAccount.objects.create(
        council_id=person.council_id,
        person=person,
        kind=kind,
        supplier=supplier,
        reference=reference,
        party=proven.party,
        relationship=proven.relationship,
        strength=strength,
        linked_at=now,
    )
    detail = {"kind": kind.value, "strength": strength.value}
    audit.record(actor=actor, verb="account.linked", subject=link, now=now, detail=detail)
    outbox.publish(
        AccountLinked(council_id=link.council_id, linked_account_id=link.pk, occurred_at=now)
    )
    return link


def _renewed(
    actor: Actor, link: LinkedAccount, proven: Proven, strength: Strength, now: datetime
) -> LinkedAccount:
    """Take over what was proven anew, unless it is less than what was proven before."""
    if link.strength in STRONG and strength not in STRONG:
        return link
    link.party, link.relationship, link.strength = proven.party, proven.relationship, strength
    link.save(update_fields=["party", "relationship", "strength"])
    detail = {"kind": link.kind, "strength": strength.value}
    audit.record(actor=actor, verb="account.proven-again", subject=link, now=now, detail=detail)
    return link


@transaction.atomic
def record_failed_try(
    *, actor: Actor, person_id: UUID, kind: LinkedKind, was_stopped: bool = False, now: datetime
) -> None:
    """
    Account for somebody who could not prove that an account is theirs, or tried too often.

    :raises NotFound: if the councils in force have no such person
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_link(actor, person_id, person.council_id))
    verb = "account.link-stopped" if was_stopped else "account.link-failed"
    audit.record(actor=actor, verb=verb, subject=person, now=now, detail={"kind": kind.value})


@transaction.atomic
def unlink_account(*, actor: Actor, linked_account_id: UUID, now: datetime) -> LinkedAccount:
    """
    Let go of an account; letting go twice changes nothing.

    :raises NotFound: if the councils in force have no such linked account
    """
    link = _locked(linked_account_id)
    require(policies.can_link(actor, link.person_id, link.council_id))
    return _ended(actor, link, LinkEnd.UNLINKED, now)


@transaction.atomic
def end_liability(*, actor: Actor, linked_account_id: UUID, now: datetime) -> LinkedAccount:
    """
    End a link of whose person the system says that they do not answer for the account any more.

    :raises NotFound: if the councils in force have no such linked account
    """
    link = _locked(linked_account_id)
    require(policies.can_speak_for_system(actor))
    return _ended(actor, link, LinkEnd.LIABILITY_ENDED, now)


def _ended(actor: Actor, link: LinkedAccount, because: LinkEnd, now: datetime) -> LinkedAccount:
    if link.ended_at is not None:
        return link
    link.end(because=because, at=now)
    link.save(update_fields=["ended_at", "ended_because"])
    detail = {"kind": link.kind, "because": because.value}
    audit.record(actor=actor, verb="account.unlinked", subject=link, now=now, detail=detail)
    outbox.publish(
        LinkedAccountEnded(council_id=link.council_id, linked_account_id=link.pk, occurred_at=now)
    )
    return link


def _locked(linked_account_id: UUID) -> LinkedAccount:
    link = LinkedAccount.objects.select_for_update().filter(pk=linked_account_id).first()
    if link is None:
        raise NotFound("There is no such linked account.")
    return link
