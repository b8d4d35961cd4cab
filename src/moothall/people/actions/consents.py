"""Giving consent and taking it back (UK GDPR art 7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.persons import locked_person
from moothall.people.consents import consent_purposes
from moothall.people.models import Consent


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    person_id: UUID,
    purpose: str,
    wording_version: int,
    how: str,
    now: datetime,
) -> Consent:
    """
    Write down that somebody agrees to a purpose, in the words of this version.

    Agreeing twice changes nothing; agreeing to newer words ends what was agreed to before.

    :raises NotFound: if the councils in force have no such person
    :raises LookupError: if there is no such purpose
    :raises Conflict: if these are not the words that are asked now
    """
    person = locked_person(person_id)
    require(policies.can_consent(actor, person))
    if wording_version != consent_purposes.get(purpose).version:
        raise Conflict("The words have changed meanwhile. Read them again.")
    given = _live(person_id, purpose)
    if given is not None and given.wording_version == wording_version:
        return given
    if given is not None:
        given.withdrawn_at, given.withdrawn_how = now, "replaced"
        given.save(update_fields=["withdrawn_at", "withdrawn_how"])
    consent = Consent.objects.create(
        council_id=person.council_id,
        person=person,
        purpose=purpose,
        wording_version=wording_version,
        given_at=now,
        given_how=how,
    )
    detail = {"purpose": purpose, "version": wording_version, "how": how}
    audit.record(actor=actor, verb="consent.given", subject=consent, now=now, detail=detail)
    return consent


@transaction.atomic
def withdraw_consent(
    *, actor: Actor, person_id: UUID, purpose: str, how: str, now: datetime
) -> Consent | None:
    """
    Write down that somebody takes their consent back; one that is not given is no mistake.

    It is as easy as giving it (UK GDPR art 7(3)): no reason is asked for.

    :raises NotFound: if the councils in force have no such person
    """
    person = locked_person(person_id)
    require(policies.can_consent(actor, person))
    given = _live(person_id, purpose)
    if given is None:
        return None
    given.withdrawn_at, given.withdrawn_how = now, how
    given.save(update_fields=["withdrawn_at", "withdrawn_how"])
    audit.record(
        actor=actor,
        verb="consent.withdrawn",
        subject=given,
        now=now,
        detail={"purpose": purpose, "how": how},
    )
    return given


def _live(person_id: UUID, purpose: str) -> Consent | None:
    return Consent.objects.filter(
        person_id=person_id, purpose=purpose, withdrawn_at__isnull=True
    ).first()
