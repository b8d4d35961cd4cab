"""Asking for a message: written down and left to a worker, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import outbox
from moothall.kernel.actors import Actor
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.notifications import policies, tasks
from moothall.notifications.events import MessageFailed
from moothall.notifications.models import Channel, Message, State
from moothall.notifications.queries import can_get_texts
from moothall.notifications.wording import filled, wording_for
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind


def send_message(
    *,
    actor: Actor,
    council_id: int,
    template: str,
    channel: str,
    to: str,
    language: str,
    context: Mapping[str, str],
    dedupe_key: str,
    about_type: str,
    about_id: UUID,
    now: datetime,
    enclosed: Sequence[UUID] = (),
) -> Message:
    """
    Have one message sent, once: asking again with the same `dedupe_key` gives the first.

    `template` is `<app>.<name>` (see `wording`). Only rows are written here, in the transaction
    of whoever asks: the message, and the job that sends it. To the `context` the council's own
    `council_name`, `council_phone`, `council_email` and `council_url` are added. A recipient that
    cannot be written to makes a message that has failed, so that staff see it. The stored files in
    `enclosed` go with an e-mail, as they are at the moment when it leaves.

    :raises WordingMistake: if there is no such message, or a gap has no value
    """
    require(policies.can_send_message(actor, council_id))
    wanted = Channel(channel)
    council = council_by_id(council_id)
    spoken = language if language in council.languages else council.languages[0]
    values = {
        "council_name": council.name_in(spoken),
        "council_phone": council.contact.phone,
        "council_email": council.contact.email,
        "council_url": council.url,
        **context,
    }
    words = filled(wording_for(council_id, template, wanted, spoken), values)
    recipient, problem = _recipient(wanted, to)
    message = Message(
        council_id=council_id,
        template=template,
        channel=wanted.value,
        language=spoken,
        recipient=recipient,
        subject=words.subject if wanted is Channel.EMAIL else "",
        body=words.body,
        enclosed=[str(file_id) for file_id in enclosed] if wanted is Channel.EMAIL else [],
        dedupe_key=dedupe_key,
        about_type=about_type,
        about_id=about_id,
        state=State.FAILED if problem else State.QUEUED,
        problem=problem,
        queued_at=now,
        settled_at=now if problem else None,
    )
    with transaction.atomic(savepoint=False):
        if not insert_once(message, unique=("council", "dedupe_key")):
            return Message.objects.get(council_id=council_id, dedupe_key=dedupe_key)
        if problem:
            outbox.publish(_failed(message, now))
        else:
            tasks.send.defer(council_id=council_id, message_id=message.pk)
    return message


def _recipient(channel: Channel, to: str) -> tuple[str, str]:
    """Return the address to write to, and what is wrong with it if something is."""
    if channel is Channel.TEXT:
        if not can_get_texts(to):
            return to[:320], "This is not a telephone number that can get text messages."
        return normalise_contact(ContactKind.PHONE, to), ""
    try:
        validate_email(to.strip())
    except ValidationError:
        return to[:320], "This is not an email address."
    return to.strip(), ""


def _failed(message: Message, now: datetime) -> MessageFailed:
    return MessageFailed(
        council_id=message.council_id,
        occurred_at=now,
        message_id=message.pk,
        about_type=message.about_type,
        about_id=message.about_id,
        problem=message.problem,
    )
