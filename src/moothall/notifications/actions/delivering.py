"""
Taking a message out: claim it, commit, call the carrier, write down what came of it.

Between the claim and its end no transaction is open. If the worker dies in between, the claim's
lease runs out and the next attempt knows that the outcome of the first is unknown: a carrier that
can look does so before it sends again.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.documents.queries import content_of, stored_files
from moothall.kernel import outbox
from moothall.kernel.errors import GiveUp, NotFound, Retry, TransitionNotAllowed
from moothall.kernel.secrets import SecretMissing
from moothall.kernel.tasks import pause_before_attempt
from moothall.notifications.events import MessageFailed, MessageSent
from moothall.notifications.formatting import as_html
from moothall.notifications.models import Channel, Message, State, Subscription
from moothall.notifications.ports import (
    Accepted,
    EnclosedFile,
    Fate,
    LostAnswer,
    Outcome,
    OutgoingMessage,
)
from moothall.notifications.queries import Chosen, chosen_carrier
from moothall.notifications.unsubscribing import unsubscribe_link

#: Longer than any carrier's own limit of time, so that no two attempts ever overlap.
LEASE = timedelta(seconds=60)

#: With the queue's growing pauses these reach over forty hours: a mail server's bad weekend.
MOST_ATTEMPTS = 18


def deliver_message(*, message_id: UUID, now: datetime) -> bool:
    """
    Send one message, unless it was sent; tell whether the carrier will say what became of it.

    :raises Retry: if it should be tried again later
    """
    chosen, message = _claim(message_id, now)
    if message is None:
        return False
    known_before = not message.outcome_unknown
    try:
        if chosen is None:
            raise GiveUp("This council sends no messages of this kind.")
        if _is_unwanted(message):
            raise GiveUp("The reader has unsubscribed meanwhile.")
        accepted = chosen.carrier.send(_outgoing(message), chosen.account)
    except LostAnswer as problem:
        _release(message, now, problem, outcome_unknown=True)
    except GiveUp as problem:
        _fail(message, now, str(problem))
    except (Retry, SecretMissing) as problem:
        _release(message, now, problem, outcome_unknown=not known_before)
    else:
        _sent(message, chosen, accepted, now)
        return chosen.carrier.tells_fate
    return False


@transaction.atomic
def settle_message(*, message_id: UUID, fate: Fate, now: datetime) -> Message | None:
    """Write down what a carrier says became of a message; hearing it twice changes nothing."""
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None or fate.outcome is Outcome.UNDER_WAY:
        return message
    state = State.DELIVERED if fate.outcome is Outcome.DELIVERED else State.FAILED
    try:
        message.move_to(state, at=now)
    except TransitionNotAllowed:
        return message  # it is settled already
    message.problem = fate.problem[:300]
    message.outcome_unknown = False
    message.save(update_fields=["state", "lease_until", "settled_at", "problem", "outcome_unknown"])
    if state is State.FAILED:
        outbox.publish(_failed_event(message, now))
    return message


def ask_fate(*, message_id: UUID, now: datetime) -> bool:
    """
    Ask the carrier about a message that was sent; tell whether it is settled.

    :raises Retry: if the carrier does not answer
    """
    message = Message.objects.filter(pk=message_id, state=State.SENT).first()
    if message is None:
        return True
    chosen = chosen_carrier(message.council_id, Channel(message.channel))
    if chosen is None or chosen.carrier.key != message.carrier:
        return True  # the council has changed its carrier since: nobody can be asked
    fate = chosen.carrier.fate(message.carrier_reference, chosen.account)
    settle_message(message_id=message_id, fate=fate, now=now)
    return fate.outcome is not Outcome.UNDER_WAY


@transaction.atomic
def _claim(message_id: UUID, now: datetime) -> tuple[Chosen | None, Message | None]:
    """
    Take the message for this attempt, and its carrier.

    The claim is committed with `outcome_unknown` set, which only an answer takes back.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.state not in {State.QUEUED, State.SENDING}:
        return None, None
    if message.lease_until is not None and message.lease_until > now:
        raise Retry("Another attempt is under way.", after=message.lease_until - now)
    chosen = chosen_carrier(message.council_id, Channel(message.channel))
    if message.state == State.QUEUED:
        message.move_to(State.SENDING, at=now)
    message.attempts += 1
    message.lease_until = now + LEASE
    message.carrier = chosen.carrier.key if chosen else ""
    was_unknown = message.outcome_unknown
    message.outcome_unknown = True
    message.save(update_fields=["state", "attempts", "lease_until", "carrier", "outcome_unknown"])
    message.outcome_unknown = was_unknown
    return chosen, message


def _outgoing(message: Message) -> OutgoingMessage:
    council = council_by_id(message.council_id)
    return OutgoingMessage(
        message_id=message.pk,
        channel=message.channel,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        html=as_html(message, council),
        language=message.language,
        sender_name=council.name_in(message.language),
        sender_address=council.contact.email,
        sender_host=council.hostname,
        outcome_unknown=message.outcome_unknown,
        files=_files(message),
        unsubscribe_url=unsubscribe_link(council, message.subscription_id, message.language)
        if message.subscription_id is not None
        else "",
    )


def _is_unwanted(message: Message) -> bool:
    """Tell whether its reader has ended what it is sent for since it was asked for."""
    if message.subscription_id is None:
        return False
    live = Subscription.objects.filter(pk=message.subscription_id, ended_at__isnull=True)
    return not live.exists()


def _files(message: Message) -> tuple[EnclosedFile, ...]:
    """Return the files that go with a message; those that are deleted meanwhile stay away."""
    files = []
    for stored in stored_files([UUID(file_id) for file_id in message.enclosed]):
        try:
            with content_of(stored) as content:
                files.append(
                    EnclosedFile(stored.original_name, stored.content_type, content.read())
                )
        except NotFound:
            continue
    return tuple(files)


def _sent(message: Message, chosen: Chosen, accepted: Accepted, now: datetime) -> None:
    with transaction.atomic():
        current = _of_this_attempt(message)
        if current is None:
            return
        current.move_to(State.SENT, at=now)
        current.carrier = chosen.carrier.key
        current.carrier_reference = accepted.carrier_reference[:200]
        current.outcome_unknown = False
        current.problem = ""
        current.save()
        outbox.publish(
            MessageSent(
                council_id=current.council_id,
                occurred_at=now,
                message_id=current.pk,
                about_type=current.about_type,
                about_id=current.about_id,
            )
        )


def _release(message: Message, now: datetime, problem: Exception, *, outcome_unknown: bool) -> None:
    """Give the message back for another attempt, or fail it after the last."""
    if message.attempts >= MOST_ATTEMPTS:
        _fail(message, now, str(problem))
        return
    with transaction.atomic():
        current = _of_this_attempt(message)
        if current is None:
            return
        current.move_to(State.QUEUED, at=now)
        current.outcome_unknown = outcome_unknown
        current.problem = str(problem)[:300]
        current.save()
    after = problem.after if isinstance(problem, Retry) else None
    raise Retry(str(problem), after=after or pause_before_attempt(message.attempts)) from problem


def _fail(message: Message, now: datetime, problem: str) -> None:
    with transaction.atomic():
        current = _of_this_attempt(message)
        if current is None:
            return
        current.move_to(State.FAILED, at=now)
        current.problem = problem[:300]
        current.save()
        outbox.publish(_failed_event(current, now))


def _of_this_attempt(message: Message) -> Message | None:
    """Return the row, locked, unless a later attempt or a report has meanwhile gone on with it."""
    return (
        Message.objects.select_for_update()
        .filter(pk=message.pk, attempts=message.attempts, state=State.SENDING)
        .first()
    )


def _failed_event(message: Message, now: datetime) -> MessageFailed:
    return MessageFailed(
        council_id=message.council_id,
        occurred_at=now,
        message_id=message.pk,
        about_type=message.about_type,
        about_id=message.about_id,
        problem=message.problem,
    )
