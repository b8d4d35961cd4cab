"""The writes of a screen that spans two apps: both are kept, or neither."""

from datetime import datetime

from django.db import transaction

from moothall.cases.actions import log_interaction
from moothall.eforms.actions import start_draft
from moothall.kernel.actors import Actor
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


def _facts(person: PersonRow | None) -> dict[str, str]:
    """Return what the form need not ask again, by its names in the data dictionary."""
    if person is None:
        return {}
    return {
        "person.name": person.name,
        "person.email": person.email,
        "person.phone": person.phone,
    }
