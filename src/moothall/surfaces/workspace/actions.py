"""The writes of a screen that spans two apps: both are kept, or neither."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions import log_interaction
from moothall.cases.contact.actions import note_deed
from moothall.cases.contact.words import Deed
from moothall.councils.rows import CouncilRow
from moothall.eforms.actions import start_draft
from moothall.eforms.queries import FormRow
from moothall.kernel.actors import Actor
from moothall.payments.actions import open_basket
from moothall.people.actions import begin_help
from moothall.people.rows import PersonRow


@transaction.atomic
def form_in_contact(
    *,
    actor: Actor,
    contact_id: UUID,
    council: CouncilRow,
    person: PersonRow | None,
    forms: Sequence[FormRow],
    form: str,
    now: datetime,
) -> str:
    """
    Begin a form on the caller's behalf in a contact; return the secret of the draft's address.

    The form carries the contact with it, so that the case it opens is joined to this one
    interaction instead of making another.

    :raises NotFound: if the council has no such form
    """
    service = next((one.service_type for one in forms if one.slug == form), "")
    contact = note_deed(
        actor=actor, contact_id=contact_id, deed=Deed.FORM, service=service, now=now
    )
    _draft, secret = start_draft(
        actor=actor,
        council_id=council.id,
        form=form,
        language=person.language if person else council.languages[0],
        channel=contact.channel,
        subject_id=person.id if person else None,
        interaction_id=contact.pk,
        prefilled=_facts(person),
        now=now,
    )
    return secret


@transaction.atomic
def basket_in_contact(
    *,
    actor: Actor,
    contact_id: UUID,
    council: CouncilRow,
    person: PersonRow | None,
    now: datetime,
) -> UUID:
    """Open a basket for what the caller pays in a contact; return the basket's id."""
    contact = note_deed(actor=actor, contact_id=contact_id, deed=Deed.PAYMENT, now=now)
    basket, _secret = open_basket(
        actor=actor,
        council_id=council.id,
        language=person.language if person else council.languages[0],
        channel=contact.channel,
        person_id=person.id if person else None,
        now=now,
    )
    return basket.pk


def _facts(person: PersonRow | None) -> dict[str, str]:
    """Return what the form need not ask again, by its names in the data dictionary."""
    if person is None:
        return {}
    return {
        "person.name": person.name,
        "person.email": person.email,
        "person.phone": person.phone,
    }


@transaction.atomic
def begin_help_of_caller(
    *,
    actor: Actor,
    person: PersonRow,
    channel: str,
    asked: Sequence[str],
    level: int,
    reason: str,
    session_digest: bytes,
    now: datetime,
) -> None:
    """Write down that a caller showed who they are, and begin to help them."""
    how = ", ".join(asked) or "papers"
    log_interaction(
        actor=actor,
        council_id=person.council_id,
        person_id=person.id,
        channel=channel,
        summary=f"Caller check passed at level {level} ({how}). Help began: {reason}",
        now=now,
    )
    begin_help(
        actor=actor,
        person_id=person.id,
        session_digest=session_digest,
        level=level,
        channel=channel,
        reason=reason,
        now=now,
    )


def note_failed_check(
    *, actor: Actor, person: PersonRow, channel: str, asked: Sequence[str], now: datetime
) -> None:
    """Write down that a caller could not show who they are; never what they answered."""
    log_interaction(
        actor=actor,
        council_id=person.council_id,
        person_id=person.id,
        channel=channel,
        summary=f"Caller check failed ({', '.join(asked) or 'no answers'})",
        now=now,
    )
