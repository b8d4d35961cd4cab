"""Who looks after a pupil here: asked for and approved by the school, or invited by it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.kernel.rate_limits import allow
from moothall.payments.baskets import digest_of, new_secret
from moothall.payments.wallets.finding import one_of
from moothall.people import scopes
from moothall.verticals.schools import policies
from moothall.verticals.schools.errors import TooManyClaims
from moothall.verticals.schools.models import Guardian, GuardianInvitation, Pupil
from moothall.verticals.schools.models.pupil import GuardianState
from moothall.verticals.schools.telling import send_invitation, tell_of_decision

#: As many children may somebody ask for in a day: nobody learns pupils' numbers by trying.
CLAIMS_A_DAY = 8
_DAY = timedelta(days=1)
#: How long an invitation works.
INVITED_FOR = timedelta(days=14)


@transaction.atomic
def claim_child(
    *, actor: Actor, council_id: int, school_id: UUID, number: str, born_on: date, now: datetime
) -> None:
    """
    Ask to look after a child; the school decides.

    Whether there is such a child is never said: who asks reads the same each time.

    :raises TooManyClaims: if somebody asks for too many
    """
    person_id = UUID(actor.subject)
    require(actor.may_for(person_id, scopes.MONEY, council_id) and not actor.on_behalf_of)
    if not allow(f"schools.claim:{person_id}", limit=CLAIMS_A_DAY, per=_DAY, now=now):
        raise TooManyClaims("Somebody asked for too many children.")
    pupil = Pupil.objects.filter(
        school_id=school_id, number=number.strip(), born_on=born_on, left_on=None
    ).first()
    if pupil is None:
        return
    guardian, is_new = Guardian.objects.get_or_create(
        council_id=council_id,
        pupil=pupil,
        person_id=person_id,
        state__in=[GuardianState.ASKED, GuardianState.APPROVED],
        defaults={"state": GuardianState.ASKED, "asked_at": now},
    )
    if is_new:
        audit.record(actor=actor, verb="guardian.asked", subject=guardian, now=now)


@transaction.atomic
def decide_claim(*, actor: Actor, guardian_id: UUID, is_approved: bool, now: datetime) -> Guardian:
    """Approve or refuse that somebody looks after a child; decided before, it stays so."""
    guardian = _locked(guardian_id)
    require(policies.can_decide_about(actor, guardian.pupil))
    if guardian.state != GuardianState.ASKED:
        return guardian
    guardian.state = GuardianState.APPROVED if is_approved else GuardianState.REFUSED
    guardian.decided_at = now
    guardian.save(update_fields=["state", "decided_at"])
    audit.record(actor=actor, verb=f"guardian.{guardian.state}", subject=guardian, now=now)
    tell_of_decision(guardian, now=now)
    return guardian


@transaction.atomic
def end_guardian(*, actor: Actor, guardian_id: UUID, now: datetime) -> Guardian:
    """Let somebody look after a child no more: from this moment they see nothing of it."""
    guardian = _locked(guardian_id)
    require(policies.can_decide_about(actor, guardian.pupil))
    if guardian.state == GuardianState.APPROVED:
        guardian.state, guardian.decided_at = GuardianState.ENDED, now
        guardian.save(update_fields=["state", "decided_at"])
        audit.record(actor=actor, verb="guardian.ended", subject=guardian, now=now)
    return guardian


@transaction.atomic
def invite_guardian(*, actor: Actor, pupil_id: UUID, email: str, now: datetime) -> str:
    """Send somebody a link by which they may look after a child; return its secret."""
    pupil = Pupil.objects.select_related("school").get(pk=pupil_id)
    require(policies.can_decide_about(actor, pupil))
    secret = new_secret()
    invitation = GuardianInvitation(
        council_id=pupil.council_id,
        pupil=pupil,
        secret_digest=digest_of(secret),
        sent_to=email,
        made_at=now,
        expires_at=now + INVITED_FOR,
    )
    invitation.save(force_insert=True)
    send_invitation(invitation, pupil.school.name, secret, now=now)
    audit.record(actor=actor, verb="guardian.invited", subject=invitation, now=now)
    return secret


@transaction.atomic
def accept_invitation(*, actor: Actor, council_id: int, secret: str, now: datetime) -> Guardian:
    """
    Look after a child whom the school has let one look after; once, and nobody else after that.

    :raises NotFound: if there is no such invitation, or it was used, or its time is over
    """
    person_id = UUID(actor.subject)
    require(actor.may_for(person_id, scopes.MONEY, council_id) and not actor.on_behalf_of)
    invitation = (
        GuardianInvitation.objects.select_for_update(of=("self",))
        .filter(
            council_id=council_id,
            secret_digest=digest_of(secret),
            expires_at__gt=now,
            accepted_by=None,
        )
        .first()
    )
    if invitation is None:
        raise NotFound("This invitation does not work any more.")
    guardian, _ = Guardian.objects.get_or_create(
        council_id=council_id,
        pupil_id=invitation.pupil_id,
        person_id=person_id,
        state__in=[GuardianState.ASKED, GuardianState.APPROVED],
        defaults={"state": GuardianState.APPROVED, "asked_at": now},
    )
    guardian.state, guardian.decided_at = GuardianState.APPROVED, now
    guardian.save(update_fields=["state", "decided_at"])
    invitation.accepted_by = guardian
    invitation.save(update_fields=["accepted_by"])
    audit.record(actor=actor, verb="guardian.accepted", subject=guardian, now=now)
    return guardian


def _locked(guardian_id: UUID) -> Guardian:
    rows = Guardian.objects.select_for_update(of=("self",)).select_related("pupil")
    return one_of(rows, guardian_id)
