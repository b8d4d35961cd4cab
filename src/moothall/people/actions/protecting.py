"""All writes about persons who must not be found."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.models import Person, ProtectedLook

#: Long enough for a call; whoever needs longer says again why.
LOOK_LASTS = timedelta(minutes=15)


@transaction.atomic
def protect_person(
    *,
    actor: Actor,
    person_id: UUID,
    hides_email: bool,
    hides_phone: bool,
    refuses_joining: bool,
    reason: str,
    now: datetime,
) -> Person:
    """
    Hide where somebody lives, everywhere and at once; again to change what else is hidden.

    :raises NotFound: if the councils in force have no such person
    :raises Conflict: if no reason is given
    """
    person = _locked(person_id)
    require(policies.can_protect_person(actor, person.council_id))
    _note(actor, "person.protected", person, reason, now)
    person.is_protected = True
    person.hides_email, person.hides_phone = hides_email, hides_phone
    person.refuses_joining = refuses_joining
    person.save(update_fields=["is_protected", "hides_email", "hides_phone", "refuses_joining"])
    return person


@transaction.atomic
def stop_protecting(*, actor: Actor, person_id: UUID, reason: str, now: datetime) -> Person:
    """
    Show again where somebody lives.

    :raises NotFound: if the councils in force have no such person
    :raises Conflict: if no reason is given
    """
    person = _locked(person_id)
    require(policies.can_protect_person(actor, person.council_id))
    _note(actor, "person.no-longer-protected", person, reason, now)
    person.is_protected = person.hides_email = person.hides_phone = False
    person.refuses_joining = False
    person.save(update_fields=["is_protected", "hides_email", "hides_phone", "refuses_joining"])
    return person


@transaction.atomic
def look_at_protected(
    *, actor: Actor, person_id: UUID, session_digest: bytes, reason: str, now: datetime
) -> ProtectedLook:
    """
    Let an employee see for a while, in this session, what is hidden of one person.

    :raises NotFound: if the councils in force have no such person
    :raises Conflict: if no reason is given
    """
    person = _locked(person_id)
    require(policies.can_see_protected(actor, person.council_id))
    _note(actor, "person.protected-seen", person, reason, now)
    return ProtectedLook.objects.create(
        council_id=person.council_id,
        employee_id=int(actor.identifier),
        session_digest=session_digest,
        person=person,
        reason=reason.strip(),
        began_at=now,
        ends_at=now + LOOK_LASTS,
    )


def _locked(person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _note(actor: Actor, verb: str, person: Person, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise Conflict(_("Say why."))
    giving_reason = replace(actor, reason=reason.strip())
    audit.record(actor=giving_reason, verb=verb, subject=person, now=now)
