"""Asking for grants: by the person, of the person, or of the council."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.scope import current_council_id
from moothall.people import acting, policies
from moothall.people.actions.granting import bounded, locked, note, until_of_age
from moothall.people.actions.inviting import invite
from moothall.people.grant_workflow import GrantState
from moothall.people.models import Grant, GrantKind, InvitationRole
from moothall.people.models.grant import NEEDS_EVIDENCE
from moothall.people.papers import forget_papers

#: What a person can offer by themselves; a child or a dead person can offer nothing.
OFFERED = frozenset(GrantKind) - {GrantKind.PARENT, GrantKind.EXECUTOR}

#: What somebody can ask of a person who can answer.
ASKED_OF_PERSON = frozenset({GrantKind.CARER, GrantKind.LANDLORD, GrantKind.AGENT})
_LONGEST_NAME, _LONGEST_PLACE = 200, 500


@transaction.atomic
def offer_grant(
    *,
    actor: Actor,
    email: str,
    kind: GrantKind,
    scopes: Iterable[str],
    expires_at: datetime | None,
    now: datetime,
) -> Grant:
    """
    Let a person ask somebody, by e-mail, to deal with some of their affairs.

    :raises NotPermitted: if they do not act for themselves, or nobody can offer such a thing
    :raises Conflict: if they sent too many invitations today
    """
    council_id = current_council_id()
    require(policies.is_in_own_affairs(actor, council_id))
    require(kind in OFFERED)
    grant = _asked(
        actor, kind, scopes, person_id=UUID(actor.subject), expires_at=expires_at, now=now
    )
    invite(actor=actor, role=InvitationRole.HELPER, email=email, grant=grant, now=now)
    note(actor, "grant.offered", grant, now)
    return grant


@transaction.atomic
def ask_person_for_grant(
    *,
    actor: Actor,
    email: str,
    kind: GrantKind,
    scopes: Iterable[str],
    expires_at: datetime | None,
    now: datetime,
) -> Grant:
    """
    Let somebody ask a person, by e-mail, whether they may deal with some of that person's affairs.

    Nothing says whether the council knows anybody of this address.

    :raises NotPermitted: if they do not act for themselves, or must ask the council instead
    :raises Conflict: if they sent too many invitations today
    """
    council_id = current_council_id()
    require(policies.is_in_own_affairs(actor, council_id))
    require(kind in ASKED_OF_PERSON)
    grant = _asked(
        actor, kind, scopes, delegate_id=UUID(actor.subject), expires_at=expires_at, now=now
    )
    invite(actor=actor, role=InvitationRole.HELPED, email=email, grant=grant, now=now)
    note(actor, "grant.asked", grant, now)
    return grant


@transaction.atomic
def ask_council_for_grant(
    *,
    actor: Actor,
    kind: GrantKind,
    scopes: Iterable[str],
    said_name: str,
    said_born_on: date | None,
    said_where: str,
    now: datetime,
) -> Grant:
    """
    Let somebody claim a right that papers show: of an attorney, an executor or a parent.

    Staff find whose record is meant; the asker learns no more than yes or no. A parent's right
    ends when the child comes of age.

    :raises NotPermitted: if they do not act for themselves, or a person must be asked instead
    :raises Conflict: if the child is of age already, or no birth date is given
    """
    council_id = current_council_id()
    require(policies.is_in_own_affairs(actor, council_id))
    require(kind in NEEDS_EVIDENCE)
    grant = _asked(
        actor,
        kind,
        scopes,
        delegate_id=UUID(actor.subject),
        expires_at=until_of_age(kind, said_born_on, council_id, now),
        now=now,
    )
    grant.said_name = said_name.strip()[:_LONGEST_NAME]
    grant.said_born_on = said_born_on
    grant.said_where = said_where.strip()[:_LONGEST_PLACE]
    grant.become(GrantState.WAITING_FOR_APPROVAL)
    grant.save(update_fields=["said_name", "said_born_on", "said_where", "state"])
    note(actor, "grant.claimed", grant, now)
    return grant


@transaction.atomic
def attach_evidence(*, actor: Actor, grant_id: UUID, evidence: str, now: datetime) -> None:
    """
    Note under which name an app above keeps the papers of a grant; those before them go.

    :raises NotFound: if the actor has asked for no such grant, or it is settled already
    """
    grant = locked(grant_id)
    if actor.subject != str(grant.delegate_id) or grant.state == GrantState.LIVE:
        raise NotFound("There is no such grant.")
    require(policies.is_in_own_affairs(actor, grant.council_id))
    forget_papers([grant.evidence] if grant.evidence != evidence else [])
    grant.evidence = evidence
    grant.save(update_fields=["evidence"])
    note(actor, "grant.evidence-attached", grant, now)


def _asked(
    actor: Actor,
    kind: GrantKind,
    wanted: Iterable[str],
    *,
    person_id: UUID | None = None,
    delegate_id: UUID | None = None,
    expires_at: datetime | None,
    now: datetime,
) -> Grant:
    covered = sorted(acting.granted(list(wanted)))
    if not covered:
        raise Conflict(_("Choose at least one thing."))
    return Grant.objects.create(
        council_id=current_council_id(),
        person_id=person_id,
        delegate_id=delegate_id,
        kind=kind,
        scopes=covered,
        state=GrantState.ASKED,
        asked_at=now,
        asked_by=actor.identifier,
        expires_at=bounded(expires_at, now),
    )
