"""Mailboxes and ready-made answers, set up by staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.cases.mail import policies
from moothall.cases.mail.models import Mailbox, ReadyAnswer
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

#: What staff may set; all else is the machinery's.
SETTABLE = (
    "address", "name", "name_cy", "team_id", "service_type_id", "readers",
    "imap_host", "imap_port", "imap_security", "imap_user", "imap_secret",
    "folder", "handled_folder",
    "smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_secret",
    "sign_in", "token_address", "token_scope", "client_id", "client_secret", "refresh_secret",
    "strangers_become", "acknowledges", "acknowledge_hours",
    "acknowledgement", "acknowledgement_cy", "signature", "signature_cy", "is_active",
)  # fmt: skip
SECRETS = tuple(name for name in SETTABLE if name.endswith("_secret"))


def set_up_mailbox(
    *, actor: Actor, council_id: int, slug: str, settings: Mapping[str, Any], now: datetime
) -> Mailbox:
    """
    Make or change a mailbox.

    :raises Conflict: if another mailbox has this address
    :raises NotPermitted: if it names a secret that is not the council's own
    """
    require(policies.can_manage_mail(actor, council_id))
    given = {name: settings[name] for name in SETTABLE if name in settings}
    named = [given[name] for name in SECRETS if name in given]
    require(policies.can_name_secrets(actor, council_id, named))
    try:
        with transaction.atomic():
            mailbox, is_new = Mailbox.objects.update_or_create(
                council_id=council_id, slug=slug, defaults=given
            )
            audit.record(
                actor=actor, verb="mailbox.made" if is_new else "mailbox.changed",
                subject=mailbox, now=now, detail={"fields": sorted(given)},
            )  # fmt: skip
    except IntegrityError as problem:
        raise Conflict("Another mailbox has this address.") from problem
    return mailbox


def keep_ready_answer(
    *,
    actor: Actor,
    council_id: int,
    answer_id: UUID | None,
    title: str,
    text: str,
    text_cy: str,
    team_id: UUID | None,
    now: datetime,
) -> ReadyAnswer:
    """
    Make or change a ready-made answer.

    :raises NotFound: if the council has none of this id
    :raises Conflict: if another has this title
    """
    require(policies.can_edit_answers(actor, council_id))
    answer = ReadyAnswer(council_id=council_id)
    if answer_id is not None:
        found = ReadyAnswer.objects.filter(pk=answer_id, council_id=council_id).first()
        if found is None:
            raise NotFound("There is no such answer.")
        answer = found
    answer.title, answer.text, answer.text_cy = title.strip(), text, text_cy
    answer.team_id, answer.changed_at = team_id, now
    try:
        with transaction.atomic():
            answer.save()
            audit.record(actor=actor, verb="ready-answer.kept", subject=answer, now=now)
    except IntegrityError as problem:
        raise Conflict("Another answer has this title.") from problem
    return answer


@transaction.atomic
def delete_ready_answer(*, actor: Actor, council_id: int, answer_id: UUID, now: datetime) -> None:
    """Delete a ready-made answer; what was written with it stays."""
    require(policies.can_edit_answers(actor, council_id))
    answer = ReadyAnswer.objects.filter(pk=answer_id, council_id=council_id).first()
    if answer is not None:
        audit.record(actor=actor, verb="ready-answer.deleted", subject=answer, now=now)
        answer.delete()
