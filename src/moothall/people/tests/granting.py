"""Grants for the tests, made by the actions that make them."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import actions, scopes
from moothall.people.acting import by_grant
from moothall.people.models import Grant, GrantKind, Invitation, Joining


def actor_of_person(person) -> Actor:
    """Return a resident in their own affairs."""
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        name=person.name,
        permissions={person.council_id: scopes.ALL},
    )


def offered(
    person, email, now, *, scopes_=(scopes.REQUESTS,), kind=GrantKind.CARER, expires_at=None,
    actor=None,
):  # fmt: skip
    """Return a grant that a person has offered to an address."""
    return actions.offer_grant(
        actor=actor or actor_of_person(person),
        email=email,
        kind=kind,
        scopes=scopes_,
        expires_at=expires_at,
        now=now,
    )


def live_grant(person, delegate, now, *, scopes_=(scopes.REQUESTS,), expires_at=None):
    """Return a grant of a person to whom another has agreed; its invitation is gone."""
    account = Joining.objects.get(person_id=delegate.pk, ended_at=None).account
    grant = offered(person, account.email, now, scopes_=scopes_, expires_at=expires_at)
    invitation = Invitation.objects.get(grant_id=grant.pk)
    actions.accept_invitation(
        actor=actor_of_person(delegate),
        account_id=account.pk,
        invitation_id=invitation.pk,
        now=now,
    )
    invitation.delete()
    return Grant.objects.get(pk=grant.pk)


def claimed_grant(
    delegate, now, *, kind=GrantKind.POWER_OF_ATTORNEY, said_name="Rhian Evans",
    said_born_on=None, scopes_=(scopes.REQUESTS,),
):  # fmt: skip
    """Return a grant that somebody claims from the council."""
    return actions.ask_council_for_grant(
        actor=actor_of_person(delegate),
        kind=kind,
        scopes=scopes_,
        said_name=said_name,
        said_born_on=said_born_on,
        said_where="",
        now=now,
    )


def delegate_of(grant, person, now):
    """Return what a grant lets somebody do at a moment."""
    return by_grant(grant.pk, person.pk, now=now)
