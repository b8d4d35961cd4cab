"""All writes to grants: who may deal with whose affairs."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.search_text import normalise
from moothall.people import acting, policies
from moothall.people.actions.granting import (
    bounded,
    locked,
    note,
    tell,
    until_of_age,
    who,
)
from moothall.people.actions.inviting import withdraw_invitations
from moothall.people.contact import name_by_surname
from moothall.people.grant_letters import Act
from moothall.people.grant_workflow import GrantState
from moothall.people.models import Grant, GrantKind, InvitationRole, Membership, Person
from moothall.people.models.grant import NEEDS_EVIDENCE

_LONGEST_NAME = 200


@transaction.atomic
def approve_grant(
    *,
    actor: Actor,
    grant_id: UUID,
    person_id: UUID | None,
    expires_at: datetime | None = None,
    reason: str,
    now: datetime,
) -> Grant:
    """
    Let staff who have looked at the papers put a grant in force for the person they found.

    Without a person a new record is made from what the asker said, such as of a child.

    :raises Conflict: if it is the asker's own record, or such a grant is in force already
    :raises TransitionNotAllowed: if it does not wait for approval
    """
    grant = locked(grant_id)
    require(policies.can_approve_grant(actor, grant.council_id))
    if grant.person_id is None:
        grant.person_id = person_id or _person_as_said(grant, now).pk
    person = Person.objects.filter(pk=grant.person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    if person.is_protected:
        require(policies.can_see_protected(actor, grant.council_id))
    if person.pk == grant.delegate_id:
        raise Conflict(_("Nobody acts for themselves by a grant."))
    grant.expires_at = _until(grant, person, expires_at, now)
    grant.go_live(by=who(actor), at=now)
    grant.reason = reason
    _keep_live(grant)
    note(actor, "grant.approved", grant, now)
    tell(grant, "began")
    return grant


@transaction.atomic
def refuse_grant(*, actor: Actor, grant_id: UUID, reason: str, now: datetime) -> None:
    """
    Let staff say that the papers do not show it; the asker reads why.

    :raises TransitionNotAllowed: if it does not wait for approval
    """
    grant = locked(grant_id)
    require(policies.can_approve_grant(actor, grant.council_id))
    grant.end(GrantState.REFUSED, by=who(actor), reason=reason, at=now)
    grant.save(update_fields=["state", "revoked_by", "ended_at", "reason"])
    note(actor, "grant.refused", grant, now)
    tell(grant, "refused")


@transaction.atomic
def agree_to_grant(
    *,
    actor: Actor,
    grant_id: UUID,
    role: InvitationRole,
    organisation_id: UUID | None = None,
    now: datetime,
) -> Grant:
    """
    Put a grant in force to which the second side says yes, or lay it before staff.

    Called when an invitation is accepted; whoever accepted takes the empty side.

    :raises Conflict: if both sides are the same, or such a grant is in force already
    """
    grant = locked(grant_id)
    require(policies.is_in_own_affairs(actor, grant.council_id))
    if role is InvitationRole.HELPED:
        grant.person_id = UUID(actor.subject)
    elif organisation_id is not None:
        grant.organisation_id = organisation_id
    else:
        grant.delegate_id = UUID(actor.subject)
    if grant.person_id is not None and grant.person_id == grant.delegate_id:
        raise Conflict(_("Nobody acts for themselves by a grant."))
    if not grant.is_open_at(now):
        raise Conflict(_("It has run out."))
    if grant.kind in NEEDS_EVIDENCE:
        grant.become(GrantState.WAITING_FOR_APPROVAL)
    else:
        grant.go_live(by=str(grant.person_id), at=now)
    _keep_live(grant)
    note(actor, "grant.agreed", grant, now)
    if grant.state == GrantState.LIVE:
        tell(grant, "began")
    return grant


@transaction.atomic
def decline_grant(*, actor: Actor, grant_id: UUID, now: datetime) -> None:
    """Write down that the second side said no."""
    grant = locked(grant_id)
    grant.end(GrantState.REFUSED, by=who(actor), reason="", at=now)
    grant.save(update_fields=["state", "revoked_by", "ended_at", "reason"])
    note(actor, "grant.declined", grant, now)
    tell(grant, "refused")


@transaction.atomic
def change_grant(
    *,
    actor: Actor,
    grant_id: UUID,
    scopes: Iterable[str],
    expires_at: datetime | None,
    now: datetime,
) -> Grant:
    """
    Let the person change what somebody may do for them, and until when; at once.

    :raises NotFound: if it is not a grant of theirs that is in force
    :raises Conflict: if nothing is chosen
    """
    grant = locked(grant_id)
    if not policies.can_change_grant(actor, grant) or not grant.is_live_at(now):
        raise NotFound("There is no such grant.")
    covered = sorted(acting.granted(list(scopes)))
    person = Person.objects.filter(pk=UUID(actor.subject)).first()
    if person is None or not covered:
        raise Conflict(_("Choose at least one thing."))
    grant.scopes = covered
    grant.expires_at = _until(grant, person, expires_at, now)
    grant.save(update_fields=["scopes", "expires_at"])
    note(actor, "grant.changed", grant, now)
    tell(grant, "changed")
    return grant


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: UUID, reason: str = "", now: datetime) -> None:
    """
    End a grant at once: the person, the one who helps, or staff, who say why.

    :raises NotFound: if the actor may not know of it
    :raises Conflict: if staff give no reason
    :raises TransitionNotAllowed: if it is over already
    """
    grant = locked(grant_id)
    if not policies.can_end_grant(actor, grant):
        raise NotFound("There is no such grant.")
    if actor.kind is ActorKind.STAFF and not reason.strip():
        raise Conflict(_("Say why."))
    grant.end(GrantState.REVOKED, by=who(actor), reason=reason, at=now)
    grant.save(update_fields=["state", "revoked_by", "ended_at", "reason"])
    withdraw_invitations(grant_id=grant.pk, now=now)
    note(actor, "grant.revoked", grant, now)
    tell(grant, "ended")


def expire_grants(*, now: datetime, limit: int = 500) -> int:
    """
    Write down which grants of the councils in force have run out, and tell both sides.

    Only for the record: what has run out is useless from that moment on.
    """
    due = Grant.objects.filter(
        state__in=[GrantState.ASKED, GrantState.WAITING_FOR_APPROVAL, GrantState.LIVE],
        expires_at__lte=now,
    )
    ids = list(due.order_by("expires_at").values_list("pk", flat=True)[:limit])
    return sum(_expire(grant_id, now=now) for grant_id in ids)


@transaction.atomic
def _expire(grant_id: UUID, *, now: datetime) -> bool:
    grant = locked(grant_id)
    if grant.is_open_at(now) or grant.expires_at is None:
        return False
    was_live = grant.state == GrantState.LIVE
    grant.end(GrantState.EXPIRED, by="", reason="", at=grant.expires_at)
    grant.save(update_fields=["state", "revoked_by", "ended_at", "reason"])
    note(system("people.expire_grants"), "grant.expired", grant, now)
    if was_live:
        tell(grant, "ended")
    return True


def tell_of_act(*, actor: Actor, act: Act) -> None:
    """
    Tell a person at once that somebody who acts for them has done something that matters.

    Called by the action that does it; for residents' own acts and those of staff nothing is sent.
    """
    if actor.kind is not ActorKind.RESIDENT or not actor.on_behalf_of:
        return
    grant = Grant.objects.filter(
        Q(delegate_id=actor.identifier)
        | Q(
            organisation_id__in=Membership.objects.filter(
                person_id=actor.identifier, ended_at__isnull=True
            ).values("organisation_id")
        ),
        person_id=actor.subject,
        state=GrantState.LIVE,
    ).first()
    if grant is not None:
        tell(grant, act.value)


def tell_of_use(*, grant_id: UUID, on: date) -> None:
    """Tell the person that somebody acts for them, once on each day on which it happens."""
    first = Grant.objects.filter(pk=grant_id).exclude(use_told_on=on).update(use_told_on=on)
    if first:
        tell(Grant.objects.get(pk=grant_id), "used")


def _until(
    grant: Grant, person: Person, expires_at: datetime | None, now: datetime
) -> datetime | None:
    born_on = person.born_on or grant.said_born_on
    of_age = until_of_age(GrantKind(grant.kind), born_on, grant.council_id, now)
    chosen = bounded(expires_at, now)
    ends = [moment for moment in (of_age, chosen) if moment is not None]
    return min(ends, default=None)


def _person_as_said(grant: Grant, now: datetime) -> Person:
    """Return a new record; nobody is looked for, since namesakes are not the same person."""
    known_as = normalise(grant.said_name)[:_LONGEST_NAME]
    return Person.objects.create(
        council_id=grant.council_id,
        name=grant.said_name,
        normalised_name=known_as,
        name_by_surname=name_by_surname(known_as),
        born_on=grant.said_born_on,
        created_at=now,
    )


def _keep_live(grant: Grant) -> None:
    try:
        with transaction.atomic():
            grant.save()
    except IntegrityError as error:
        raise Conflict(_("They act for this person already.")) from error
