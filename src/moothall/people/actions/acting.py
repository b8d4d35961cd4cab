"""All writes to for whom a signed-in resident acts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.acting import ActingFor, by_grant, by_membership
from moothall.people.actions.grants import tell_of_use
from moothall.people.models import Person, ResidentSession


@transaction.atomic
def act_for(
    *,
    actor: Actor,
    session_id: UUID,
    grant_id: UUID | None = None,
    membership_id: UUID | None = None,
    now: datetime,
) -> ActingFor:
    """
    Let a session act for somebody from now on; the actor is its resident as themselves.

    The person is told, once a day.

    :raises NotFound: if they have no such right at this moment
    """
    session = ResidentSession.objects.select_for_update().get(pk=session_id)
    require(policies.is_in_own_affairs(actor, session.council_id))
    person_id = UUID(actor.identifier)
    chosen = None
    if grant_id is not None:
        chosen = by_grant(grant_id, person_id, now=now)
    elif membership_id is not None:
        chosen = by_membership(membership_id, person_id)
    if chosen is None:
        raise NotFound("You do not act for anybody of this kind.")
    session.grant_id, session.membership_id = chosen.grant_id, chosen.membership_id
    session.save(update_fields=["grant", "membership"])
    subject = Person.objects.get(pk=chosen.person_id)
    on_their_behalf = Actor(
        kind=actor.kind,
        identifier=actor.identifier,
        name=actor.name,
        subject=str(chosen.person_id),
    )
    audit.record(actor=on_their_behalf, verb="acting.began", subject=subject, now=now)
    if chosen.grant_id is not None:
        tell_of_use(grant_id=chosen.grant_id, on=timezone.localdate(now))
    return chosen


@transaction.atomic
def stop_acting(*, session_id: UUID, actor: Actor, now: datetime) -> None:
    """Let a session deal with its resident's own affairs again; doing it twice changes nothing."""
    session = ResidentSession.objects.select_for_update().get(pk=session_id)
    if session.grant_id is None and session.membership_id is None:
        return
    session.grant_id = session.membership_id = None
    session.save(update_fields=["grant", "membership"])
    subject = Person.objects.get(pk=UUID(actor.identifier))
    audit.record(actor=actor, verb="acting.stopped", subject=subject, now=now)
