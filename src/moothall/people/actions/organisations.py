"""All writes to organisations and to who is a member of them."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.scope import current_council_id
from moothall.kernel.search_text import normalise
from moothall.people import policies
from moothall.people.actions.inviting import invite
from moothall.people.models import (
    Invitation,
    InvitationRole,
    MemberRole,
    Membership,
    Organisation,
    Person,
)

_LONGEST_NAME = 200


@transaction.atomic
def create_organisation(*, actor: Actor, name: str, number: str, now: datetime) -> Organisation:
    """Begin an organisation, with a record of its own, whose first owner is whoever begins it."""
    council_id = current_council_id()
    require(policies.is_in_own_affairs(actor, council_id))
    known_as = normalise(name)[:_LONGEST_NAME]
    person = Person.objects.create(
        council_id=council_id, name=name.strip(), normalised_name=known_as, created_at=now
    )
    organisation = Organisation.objects.create(
        council_id=council_id,
        person=person,
        name=name.strip(),
        number=number.strip(),
        created_at=now,
    )
    Membership.objects.create(
        council_id=council_id,
        organisation=organisation,
        person_id=actor.subject,
        role=MemberRole.OWNER,
        joined_at=now,
    )
    audit.record(actor=actor, verb="organisation.created", subject=organisation, now=now)
    return organisation


@transaction.atomic
def invite_member(*, actor: Actor, organisation_id: UUID, email: str, now: datetime) -> Invitation:
    """
    Let an owner invite somebody to act for the organisation too.

    :raises NotFound: if the actor owns no such organisation
    """
    organisation = _owned(actor, organisation_id)
    return invite(
        actor=actor, role=InvitationRole.MEMBER, email=email, organisation=organisation, now=now
    )


@transaction.atomic
def add_member(
    *, actor: Actor, organisation_id: UUID, person_id: UUID, now: datetime
) -> Membership:
    """
    Make somebody a member who has accepted an invitation.

    :raises Conflict: if they are one already
    """
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                council_id=current_council_id(),
                organisation_id=organisation_id,
                person_id=person_id,
                role=MemberRole.MEMBER,
                joined_at=now,
            )
    except IntegrityError as error:
        raise Conflict(_("You are a member already.")) from error
    audit.record(actor=actor, verb="organisation.joined", subject=membership, now=now)
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, membership_id: UUID, now: datetime) -> None:
    """
    Let a member go, at once: by an owner, or by themselves.

    :raises NotFound: if the actor may not know of it
    :raises Conflict: if nobody would own the organisation any more
    """
    membership = (
        Membership.objects.select_for_update()
        .filter(pk=membership_id, ended_at__isnull=True)
        .first()
    )
    if membership is None or not policies.is_in_own_affairs(actor, membership.council_id):
        raise NotFound("There is no such member.")
    if str(membership.person_id) != actor.subject:
        _owned(actor, membership.organisation_id)
    others = Membership.objects.select_for_update().filter(
        organisation_id=membership.organisation_id, role=MemberRole.OWNER, ended_at__isnull=True
    )
    if membership.role == MemberRole.OWNER and not others.exclude(pk=membership.pk).exists():
        raise Conflict(_("An organisation needs an owner."))
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    audit.record(actor=actor, verb="organisation.left", subject=membership, now=now)


@transaction.atomic
def make_owner(*, actor: Actor, membership_id: UUID, now: datetime) -> None:
    """
    Let an owner share the ownership with a member.

    :raises NotFound: if the actor owns no organisation with such a member
    """
    membership = Membership.objects.filter(pk=membership_id, ended_at__isnull=True).first()
    if membership is None:
        raise NotFound("There is no such member.")
    _owned(actor, membership.organisation_id)
    membership.role = MemberRole.OWNER
    membership.save(update_fields=["role"])
    audit.record(actor=actor, verb="organisation.owner-made", subject=membership, now=now)


def _owned(actor: Actor, organisation_id: UUID) -> Organisation:
    council_id = current_council_id()
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    is_owner = (
        policies.is_in_own_affairs(actor, council_id)
        and Membership.objects.filter(
            organisation_id=organisation_id,
            person_id=actor.subject,
            role=MemberRole.OWNER,
            ended_at__isnull=True,
        ).exists()
    )
    if organisation is None or not is_owner:
        raise NotFound("There is no such organisation.")
    return organisation
