"""All writes to invitations: sending, answering and taking them back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.rate_limits import allow
from moothall.kernel.scope import current_council_id
from moothall.people.grant_letters import send_invitation
from moothall.people.invitations import has_confirmed
from moothall.people.models import Grant, Invitation, InvitationRole, Organisation

OPEN_FOR = timedelta(days=14)

#: Enough for an organisation's staff in a day; too few to trouble strangers with.
MOST_A_DAY = 20


def invite(
    *,
    actor: Actor,
    role: InvitationRole,
    email: str,
    grant: Grant | None = None,
    organisation: Organisation | None = None,
    now: datetime,
) -> Invitation:
    """
    Send an invitation by e-mail; the caller has asked whether the actor may.

    :raises Conflict: if the actor sent too many today
    """
    council_id = current_council_id()
    tries = f"invitations {council_id} {actor.identifier}"
    if not allow(tries, limit=MOST_A_DAY, per=timedelta(days=1), now=now):
        raise Conflict(_("You have sent too many invitations today. Try again tomorrow."))
    invitation = Invitation.objects.create(
        council_id=council_id,
        role=role,
        grant=grant,
        organisation=organisation,
        email=email.strip().lower(),
        sent_at=now,
        expires_at=now + OPEN_FOR,
    )
    audit.record(
        actor=actor, verb="invitation.sent", subject=invitation, now=now, detail={"role": role}
    )
    send_invitation.defer(
        council_id=council_id, invitation_id=str(invitation.pk), sender=actor.name
    )
    return invitation


@transaction.atomic
def answer_invitation(
    *, actor: Actor, account_id: int, invitation_id: UUID, now: datetime
) -> Invitation:
    """
    Use an invitation up, whatever the answer; what follows from it is the caller's.

    :raises NotFound: if it was answered, taken back or has run out, or went to an address that this
        account has not confirmed
    """
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None or not invitation.is_open_at(now):
        raise NotFound("There is no such invitation.")
    if not has_confirmed(account_id, invitation.email):
        raise NotFound("There is no such invitation.")
    invitation.answered_at = now
    invitation.save(update_fields=["answered_at"])
    audit.record(actor=actor, verb="invitation.answered", subject=invitation, now=now)
    return invitation


def withdraw_invitations(*, grant_id: UUID, now: datetime) -> None:
    """Let the letters about a grant lead nowhere any more."""
    Invitation.objects.filter(grant_id=grant_id, answered_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
