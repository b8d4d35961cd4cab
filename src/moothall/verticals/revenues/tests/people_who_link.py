"""Persons who sign in to link accounts, and what they say of them."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.models import AuditEntry
from moothall.people import linking, scopes
from moothall.people.linking import Said
from moothall.people.linking_limits import Trier
from moothall.people.linking_words import LinkedKind
from moothall.people.models import Person


def person(council, name, now):
    """Return a person of a council; it must be in force."""
    return Person.objects.create(
        council_id=council.id, name=name, normalised_name=name.lower(), created_at=now
    )


def resident(one, *, held=scopes.ALL, subject=None):
    """Return the actor that a signed-in person is, for themselves or for another."""
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(one.pk),
        subject=str((subject or one).pk),
        name=one.name,
        permissions={one.council_id: frozenset(held)},
    )


def trier(account="7", network_address="192.0.2.7"):
    """Return who tries."""
    return Trier(account=account, network_address=network_address)


def said(row, *, bill=True, **changed):
    """Return what somebody says of an account, all of it right unless changed."""
    told = {
        "kind": LinkedKind(row["kind"]),
        "reference": row["reference"],
        "surname": row["surname"],
        "postcode": row["postcode"],
        "last_bill_pence": row["last_bill_pence"] if bill else None,
    }
    return Said(**{**told, **changed})


def link(one, row, now, *, as_=None, by=None, **changed):
    """Link an account of a person, as themselves unless told otherwise."""
    return linking.link_account(
        actor=as_ or resident(one),
        person_id=one.pk,
        council_id=one.council_id,
        said=said(row, **changed),
        trier=by or trier(),
        now=now,
    )


def verbs():
    """Return what the audit says was done to accounts, oldest first."""
    entries = AuditEntry.objects.filter(verb__startswith="account.").order_by("id")
    return list(entries.values_list("verb", flat=True))
