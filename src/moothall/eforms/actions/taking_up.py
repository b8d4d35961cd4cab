"""Going on, as staff, with a form that a resident left half done."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.eforms.helped import drafts_of_person
from moothall.eforms.models import Draft, HelpedDraft
from moothall.eforms.policies import can_take_up_drafts
from moothall.eforms.queries import HELP, digest_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def take_up_draft(
    *, actor: Actor, council_id: int, draft_id: UUID, help_id: UUID, now: datetime
) -> tuple[str, str]:
    """
    Let staff who help somebody go on with that person's form; return its name and the secret.

    The resident's own address and links go on working, and show what staff have added.

    :raises NotPermitted: if the actor does not act for anybody, or may not
    :raises NotFound: if it is no open draft of the person for whom the actor acts
    """
    require(can_take_up_drafts(actor, council_id))
    person_id = UUID(actor.subject)
    row = next((one for one in drafts_of_person(person_id, now=now) if one.id == draft_id), None)
    if row is None:
        raise NotFound("They have no such form.")
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    secret = f"{HELP}{secrets.token_urlsafe(18)}"
    HelpedDraft.objects.create(
        council_id=council_id,
        draft=draft,
        help_id=help_id,
        person_id=person_id,
        secret_digest=digest_of(secret),
        taken_up_by=actor.identifier,
        taken_up_by_name=actor.name,
        taken_up_at=now,
    )
    audit.record(
        actor=actor, verb="draft.taken-up", subject=draft, now=now, detail={"form": row.form}
    )
    return row.form, secret
