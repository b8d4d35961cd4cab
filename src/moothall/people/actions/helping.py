"""All writes to the help that staff give somebody in their own session."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.helping import HelpStanding
from moothall.people.models import Help, Person


@transaction.atomic
def begin_help(
    *,
    actor: Actor,
    person_id: UUID,
    session_digest: bytes,
    level: int,
    channel: str,
    reason: str,
    now: datetime,
) -> Help:
    """
    Let an employee deal with somebody's affairs at that person's wish; what they did before ends.

    :raises NotPermitted: if they may not help, or not a person who is protected
    :raises NotFound: if the councils in force have no such person
    :raises Conflict: if no reason is given, or nobody has checked who it is
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_help(actor, person.council_id))
    if person.is_protected:
        require(policies.can_see_protected(actor, person.council_id))
    if not reason.strip() or level < 1:
        raise Conflict(_("Say why."))
    _end(employee_id=int(actor.identifier), session_digest=session_digest, now=now)
    begun = Help.objects.create(
        council_id=person.council_id,
        employee_id=int(actor.identifier),
        session_digest=session_digest,
        person=person,
        level=level,
        channel=channel,
        reason=reason.strip(),
        began_at=now,
        last_used_at=now,
    )
    _note(actor, "help.began", begun, person, now)
    return begun


@transaction.atomic
def end_help(*, actor: Actor, standing: HelpStanding, now: datetime) -> None:
    """End a help at once; ending one that is over changes nothing."""
    begun = Help.objects.select_for_update().get(pk=standing.help_id)
    if begun.ended_at is not None:
        return
    begun.ended_at = now
    begun.save(update_fields=["ended_at"])
    _note(actor, "help.ended", begun, Person.objects.get(pk=standing.person_id), now)


def note_that_help_is_used(*, help_id: UUID, now: datetime) -> None:
    """Keep a help from ending for want of use."""
    Help.objects.filter(pk=help_id).update(last_used_at=now)


def _end(*, employee_id: int, session_digest: bytes, now: datetime) -> None:
    Help.objects.filter(
        employee_id=employee_id, session_digest=session_digest, ended_at__isnull=True
    ).update(ended_at=now)


def _note(actor: Actor, verb: str, begun: Help, person: Person, now: datetime) -> None:
    helping = Actor(
        kind=actor.kind,
        identifier=actor.identifier,
        name=actor.name,
        subject=str(person.pk),
        reason=begun.reason,
    )
    detail = {"level": begun.level, "channel": begun.channel}
    audit.record(actor=helping, verb=verb, subject=person, now=now, detail=detail)
