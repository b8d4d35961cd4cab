"""For whom a resident may act, looked up anew with every request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from moothall.people import scopes
from moothall.people.ages import day_of_age
from moothall.people.grant_workflow import GrantState
from moothall.people.models import Grant, GrantKind, Membership, ResidentSession


@dataclass(frozen=True)
class ActingFor:
    """Somebody else for whom a resident may act, and which parts of the affairs that covers."""

    person_id: UUID
    name: str
    scopes: frozenset[str]
    kind: str
    grant_id: UUID | None = None
    membership_id: UUID | None = None
    expires_at: datetime | None = None


def acting_choices(person_id: UUID, *, now: datetime) -> list[ActingFor]:
    """Return everybody for whom a person may act at this moment, by name; two queries."""
    memberships = _memberships(person_id)
    grants = Grant.objects.filter(
        Q(delegate_id=person_id)
        | Q(organisation_id__in=[one.organisation_id for one in memberships]),
        state=GrantState.LIVE,
    ).select_related("person")
    found = [_by_grant(one) for one in grants if _is_usable(one, now)]
    found += [_by_membership(one) for one in memberships]
    return sorted(found, key=lambda one: one.name)


def acting_now(session: ResidentSession, person_id: UUID, *, now: datetime) -> ActingFor | None:
    """
    Return for whom a session acts, if the right to it is there at this very moment; nobody else.

    One or two queries; none where nobody was chosen.
    """
    if session.grant_id is not None:
        return by_grant(session.grant_id, person_id, now=now)
    if session.membership_id is not None:
        return by_membership(session.membership_id, person_id)
    return None


def by_grant(grant_id: UUID, person_id: UUID, *, now: datetime) -> ActingFor | None:
    """Return what a grant lets this very person do now, or nothing."""
    grant = Grant.objects.filter(pk=grant_id).select_related("person").first()
    if grant is None or not _is_usable(grant, now):
        return None
    if grant.organisation_id is not None:
        is_theirs = Membership.objects.filter(
            organisation_id=grant.organisation_id, person_id=person_id, ended_at__isnull=True
        ).exists()
    else:
        is_theirs = grant.delegate_id == person_id
    return _by_grant(grant) if is_theirs else None


def by_membership(membership_id: UUID, person_id: UUID) -> ActingFor | None:
    """Return what a membership lets this very person do now, or nothing."""
    memberships = Membership.objects.filter(
        pk=membership_id, person_id=person_id, ended_at__isnull=True
    )
    membership = memberships.select_related("organisation").first()
    return None if membership is None else _by_membership(membership)


def granted(asked: Sequence[str]) -> frozenset[str]:
    """Return the scopes of a grant: whatever stands in its row, only what is grantable."""
    return scopes.GRANTABLE & frozenset(asked)


def _is_usable(grant: Grant, now: datetime) -> bool:
    if not grant.is_live_at(now):
        return False
    born_on = grant.person.born_on
    if grant.kind == GrantKind.PARENT and born_on is not None:
        return timezone.localdate(now) < day_of_age(born_on)
    return True


def _memberships(person_id: UUID) -> list[Membership]:
    found = Membership.objects.filter(person_id=person_id, ended_at__isnull=True)
    return list(found.select_related("organisation"))


def _by_grant(grant: Grant) -> ActingFor:
    return ActingFor(
        person_id=grant.person.pk,
        name=grant.person.name,
        scopes=granted(grant.scopes),
        kind=grant.get_kind_display(),
        grant_id=grant.pk,
        expires_at=grant.expires_at,
    )


def _by_membership(membership: Membership) -> ActingFor:
    return ActingFor(
        person_id=membership.organisation.person_id,
        name=membership.organisation.name,
        scopes=scopes.GRANTABLE,
        kind=membership.get_role_display(),
        membership_id=membership.pk,
    )
