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
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.notifications import policies, tasks
from moothall.notifications.events import MessageFailed
from moothall.notifications.models import Channel, Message, State
from moothall.notifications.queries import can_get_texts, can_reach_by
from moothall.notifications.wording import words_of
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind
from moothall.people.needs import MADE_BY_A_TEAM, Needs, needs_at, needs_of


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
    person_id: UUID | None = None,
    needs: Needs | None = None,
    subscription_id: UUID | None = None,
) -> Message:
    """
    Have one message sent, once: asking again with the same `dedupe_key` gives the first.

    `template` is `<app>.<name>` (see `wording`). Only rows are written here, in the transaction
    of whoever asks: the message, and the job that sends it. To the `context` the council's own
    `council_name`, `council_phone`, `council_email` and `council_url` are added. A recipient that
    cannot be written to makes a message that has failed, so that staff see it. The stored files in
    `enclosed` go with an e-mail, as they are at the moment when it leaves.

    Whatever its reader `needs` is kept with the message: those of the person, or of whoever has
    this address or number, unless the caller knows them or writes to an office (`NO_NEEDS`). Large
    print we make; what we cannot make is left for the team, as is a letter without a carrier. The
    `language` is the caller's to choose, since the `context` speaks it already.

    :raises WordingMistake: if there is no such message, or a gap has no value
    """
    require(policies.can_send_message(actor, council_id))
    wanted = Channel(channel)
    council = council_by_id(council_id)
    spoken = language if language in council.languages else council.languages[0]
    words = words_of(council, template, wanted, spoken, context)
    recipient, problem = _recipient(wanted, to)
    known = needs if needs is not None else _needs(council_id, wanted, recipient, person_id)
    by_hand = wanted is Channel.POST and not can_reach_by(council_id, wanted)
    message = Message(
        council_id=council_id,
        template=template,
        channel=wanted.value,
        language=spoken,
        recipient=recipient,
        person_id=person_id,
        needs=list(known.codes),
        for_team=not problem and (by_hand or bool(MADE_BY_A_TEAM & set(known.formats))),
        subscription_id=subscription_id,
        subject="" if wanted is Channel.TEXT else without_card_numbers(words.subject),
        body=without_card_numbers(words.body),
        enclosed=[str(file_id) for file_id in enclosed] if wanted is Channel.EMAIL else [],
        dedupe_key=dedupe_key,
        about_type=about_type,
        about_id=about_id,
        state=State.FAILED if problem else State.TO_POST if by_hand else State.QUEUED,
        problem=problem,
        queued_at=now,
        settled_at=now if problem else None,
    )
    with transaction.atomic(savepoint=False):
        if not insert_once(message, unique=("council", "dedupe_key")):
            return Message.objects.get(council_id=council_id, dedupe_key=dedupe_key)
        if problem:
            outbox.publish(_failed(message, now))
        elif not by_hand:
            tasks.send.defer(council_id=council_id, message_id=message.pk)
    return message


def _needs(council_id: int, channel: Channel, recipient: str, person_id: UUID | None) -> Needs:
    """Return what the reader needs: the person, or else those who are reached in this way."""
    if person_id is not None:
        return needs_of(person_id)
    kinds = {Channel.EMAIL: ContactKind.EMAIL, Channel.TEXT: ContactKind.PHONE}
    kind = kinds.get(channel, ContactKind.POST)
    return needs_at(council_id, kind, recipient)


def _recipient(channel: Channel, to: str) -> tuple[str, str]:
    """Return the address to write to, and what is wrong with it if something is."""
    if channel is Channel.TEXT:
        if not can_get_texts(to):
            return to[:320], "This is not a telephone number that can get text messages."
        return normalise_contact(ContactKind.PHONE, to), ""
    if channel is Channel.POST:
        address = "\n".join(line.strip() for line in to.splitlines() if line.strip())
        return address[:320], "" if address else "There is no postal address."
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
