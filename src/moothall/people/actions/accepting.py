"""What becomes of an invitation that somebody answers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.grants import agree_to_grant, decline_grant
from moothall.people.actions.inviting import answer_invitation
from moothall.people.actions.organisations import add_member
from moothall.people.models import GrantKind, Invitation, InvitationRole, MemberRole, Membership


@transaction.atomic
def accept_invitation(
    *,
    actor: Actor,
    account_id: int,
    invitation_id: UUID,
    organisation_id: UUID | None = None,
    now: datetime,
) -> Invitation:
    """
    Say yes: agree to a grant, for oneself or one's organisation, or join an organisation.

    :raises NotFound: if the invitation is used up, over, or another's
    :raises Conflict: if a grant to an organisation is accepted for none that the actor owns
    """
    invitation = answer_invitation(
        actor=actor, account_id=account_id, invitation_id=invitation_id, now=now
    )
    require(policies.is_in_own_affairs(actor, invitation.council_id))
    if invitation.organisation_id is not None:
        add_member(
            actor=actor,
            organisation_id=invitation.organisation_id,
            person_id=UUID(actor.subject),
            now=now,
        )
        return invitation
    if invitation.grant is None:
        raise NotFound("There is no such invitation.")
    is_for_organisation = (
        invitation.role == InvitationRole.HELPER and invitation.grant.kind == GrantKind.ORGANISATION
    )
    if is_for_organisation and not _owns(actor, organisation_id):
        raise Conflict(_("Choose an organisation that you own."))
    agree_to_grant(
        actor=actor,
        grant_id=invitation.grant.pk,
        role=InvitationRole(invitation.role),
        organisation_id=organisation_id if is_for_organisation else None,
        now=now,
    )
    return invitation


@transaction.atomic
def decline_invitation(
    *, actor: Actor, account_id: int, invitation_id: UUID, now: datetime
) -> Invitation:
    """
    Say no.

    :raises NotFound: if the invitation is used up, over, or another's
    """
    invitation = answer_invitation(
        actor=actor, account_id=account_id, invitation_id=invitation_id, now=now
    )
    if invitation.grant_id is not None:
        decline_grant(actor=actor, grant_id=invitation.grant_id, now=now)
    return invitation


def _owns(actor: Actor, organisation_id: UUID | None) -> bool:
    if organisation_id is None:
        return False
    return Membership.objects.filter(
        organisation_id=organisation_id,
        person_id=actor.subject,
        role=MemberRole.OWNER,
        ended_at__isnull=True,
    ).exists()
