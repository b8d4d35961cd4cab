"""Forms in somebody's account: begun there with what is known of them, or brought there later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext, override

from moothall.councils.queries import council_by_id
from moothall.eforms import policies
from moothall.eforms.account_drafts import account_secret
from moothall.eforms.actions.drafting import start_draft
from moothall.eforms.actions.holding_times import let_go_of_times
from moothall.eforms.errors import FormClosed
from moothall.eforms.fields import Reading
from moothall.eforms.models import Draft, ReturnLink
from moothall.eforms.prefilling import Confirmed, confirmed_facts
from moothall.eforms.queries import definition_of, digest_of, draft_of, form_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.policies import require


def start_draft_in_account(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    person_id: UUID,
    facts: Mapping[str, Any],
    proven: Mapping[str, Any],
    language: str,
    now: datetime,
) -> tuple[Draft, str]:
    """
    Begin a form for a person who is signed in, with what their account knows.

    `facts` are what they once said of themselves, put into the pages to be looked over; `proven`
    what their sign-in proves, such as their e-mail address, shown as confirmed and never sent
    through the browser. Both are named as in the data dictionary.

    :raises NotFound: if the council has no such form
    :raises FormClosed: if the form is not open
    """
    draft_id = new_id()
    definition = definition_of(form_of(council_id, form).version_id)
    council = council_by_id(council_id)
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    reading = Reading(council=council, today=today, language="en")
    taken = confirmed_facts(definition, proven, reading)
    shown = {definition.questions[key].name for key in taken}
    with override(language):
        by = gettext("your account")
    return start_draft(
        actor=actor,
        council_id=council_id,
        form=form,
        language=language,
        subject_id=person_id,
        prefilled={**facts, **{name: proven[name] for name in proven if name not in shown}},
        confirmed={key: Confirmed(answer, by) for key, answer in taken.items()},
        draft_id=draft_id,
        secret=account_secret(draft_id),
        now=now,
    )


@transaction.atomic
def keep_draft_in_account(
    *, actor: Actor, council_id: int, form: str, secret: str, person_id: UUID, now: datetime
) -> Draft:
    """
    Bring a form that somebody began without signing in into their account.

    From then on only they open it: the address that it had leads to signing in.

    :raises NotFound: if there is no such draft, or it is in an account already
    """
    require(policies.can_start_draft_for(actor, council_id, person_id))
    found = draft_of(council_id, secret)
    draft = Draft.objects.select_for_update().get(pk=found.pk)
    is_anybodys = draft.subject_id is None and draft.submitted_at is None
    if not is_anybodys or definition_of(draft.version_id).slug != form:
        raise NotFound("This council has no such draft.")
    if not policies.can_use_draft(actor, draft):
        raise NotFound("This council has no such draft.")
    ReturnLink.objects.create(
        council_id=council_id, draft=draft, secret_digest=draft.secret_digest, sent_at=now
    )
    draft.secret_digest = digest_of(account_secret(draft.pk))
    draft.subject_id = person_id
    draft.actor_kind, draft.actor_identifier = actor.kind.value, actor.identifier
    draft.actor_name = actor.name
    draft.save(
        update_fields=["secret_digest", "subject", "actor_kind", "actor_identifier", "actor_name"]
    )
    audit.record(actor=actor, verb="draft.kept-in-account", subject=draft, now=now)
    return draft


@transaction.atomic
def drop_draft(*, actor: Actor, council_id: int, draft_id: UUID, now: datetime) -> None:
    """
    Throw away a form in somebody's account, by their own wish: it goes with the next tidying.

    :raises NotFound: if they have no such draft that can be thrown away
    :raises FormClosed: if it waits for somebody to sign it
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id, council_id=council_id).first()
    if draft is None or draft.submitted_at is not None or draft.subject_id is None:
        raise NotFound("This council has no such draft.")
    if not policies.can_use_draft(actor, draft):
        raise NotFound("This council has no such draft.")
    if draft.frozen_at is not None:
        raise FormClosed("It waits for somebody to sign it.")
    let_go_of_times(draft.pk, draft.answers, now=now)
    draft.expires_at = now
    draft.answers, draft.typed, draft.confirmed = {}, {}, {}
    draft.save(update_fields=["expires_at", "answers", "typed", "confirmed"])
    audit.record(actor=actor, verb="draft.dropped", subject=draft, now=now)
