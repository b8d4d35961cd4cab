"""The writes of a screen that spans two apps: both are kept, or neither."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions import log_interaction
from moothall.eforms.actions import start_draft
from moothall.kernel.actors import Actor
from moothall.payments.actions import open_basket
from moothall.people.actions import begin_help
from moothall.people.rows import PersonRow


@transaction.atomic
def start_form_for_caller(
    *,
    actor: Actor,
    council_id: int,
    person: PersonRow | None,
    form: str,
    channel: str,
    summary: str,
    language: str,
    now: datetime,
) -> str:
    """
    Log a call and begin a form on the caller's behalf; return the secret of the draft's address.

    The form carries the call with it, so that the case it opens is joined to this one interaction
    instead of making another.

    :raises NotFound: if the council has no such form
    """
    logged = log_interaction(
        actor=actor,
        council_id=council_id,
        person_id=person.id if person else None,
        channel=channel,
        summary=summary,
        now=now,
    )
    _draft, secret = start_draft(
        actor=actor,
        council_id=council_id,
        form=form,
        language=language,
        channel=channel,
        subject_id=person.id if person else None,
        interaction_id=logged.pk,
        prefilled=_facts(person),
        now=now,
    )
    return secret


@transaction.atomic
def open_basket_for_caller(
    *,
    actor: Actor,
    council_id: int,
    person: PersonRow | None,
    channel: str,
    summary: str,
    language: str,
    now: datetime,
) -> UUID:
    """Log a call and open a basket for what the caller pays; return the basket's id."""
    person_id = person.id if person else None
    log_interaction(
        actor=actor,
        council_id=council_id,
        person_id=person_id,
        channel=channel,
        summary=summary,
        now=now,
    )
    basket, _secret = open_basket(
        actor=actor,
        council_id=council_id,
        language=language,
        channel=channel,
        person_id=person_id,
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
