"""Interactions that come from something else, each once: its key makes the interaction's id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from moothall.cases.channels import Channel, Direction
from moothall.cases.models import Case, CaseQuestion, Interaction, TimelineEntry
from moothall.kernel.actors import ActorKind
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.insert_once import insert_once
from moothall.notifications import channels as sending
from moothall.notifications.models import Message

_INTERACTIONS = UUID("0c7a8f7e-5d0b-4f0a-9c55-3c1f6d9a7e21")
_LONGEST_SUMMARY = 1000
_CHANNELS = {
    sending.Channel.EMAIL.value: Channel.EMAIL,
    sending.Channel.TEXT.value: Channel.TEXT,
    sending.Channel.POST.value: Channel.LETTER,
}


@dataclass(frozen=True, kw_only=True)
class By:
    """Who was in touch with somebody, as an interaction keeps it."""

    kind: str
    identifier: str
    name: str


def interaction_id(council_id: int, key: str) -> UUID:
    """Return the id of the interaction that comes from what this key names."""
    return uuid5(_INTERACTIONS, f"{council_id}:{key}")


def channel_of(message_channel: str) -> Channel:
    """Return the channel of an interaction by the one in which a message goes."""
    return _CHANNELS[message_channel]


def note_touch(
    *,
    council_id: int,
    key: str,
    channel: Channel,
    direction: Direction,
    person_id: UUID | None,
    case_id: UUID | None,
    summary: str,
    by: By,
    at: datetime,
) -> bool:
    """Write an interaction down unless it is there, and tell whether it was not."""
    touch = Interaction(
        id=interaction_id(council_id, key),
        council_id=council_id,
        channel=channel,
        direction=direction,
        person_id=person_id,
        case_id=case_id,
        summary=without_card_numbers(summary.strip())[:_LONGEST_SUMMARY],
        happened_at=at,
        logged_by_kind=by.kind,
        logged_by_identifier=by.identifier,
        logged_by_name=by.name,
    )
    return insert_once(touch, unique=("id",))


def written_key(entry_id: UUID) -> str:
    """Return the key of what an employee wrote to the resident of a case, and of its message."""
    return f"cases.resident-written-to:{entry_id}"


def note_written(case: Case, entry: TimelineEntry, message: Message | None, key: str) -> None:
    """
    Write down, as it went, what an employee wrote to the resident of a case; once.

    What reached nobody by a message was written for their account.
    """
    by = By(kind=entry.actor_kind, identifier=entry.actor_identifier, name=entry.actor_name)
    _note(case, message, key, text=entry.text, by=by, at=entry.happened_at)


def note_asked(case: Case, question: CaseQuestion, message: Message | None, key: str) -> None:
    """Write down, as it went, what an employee asked the resident of a case; once."""
    by = By(
        kind=question.asked_by_kind,
        identifier=question.asked_by_identifier,
        name=question.asked_by_name,
    )
    _note(case, message, key, text=question.text, by=by, at=question.asked_at)


def _note(
    case: Case, message: Message | None, key: str, *, text: str, by: By, at: datetime
) -> None:
    if by.kind != ActorKind.STAFF or not text.strip():
        return
    channel = channel_of(message.channel) if message is not None else Channel.WEB
    is_new = note_touch(
        council_id=case.council_id,
        key=key,
        channel=channel,
        direction=Direction.OUTBOUND,
        person_id=case.person_id,
        case_id=case.pk,
        summary=text,
        by=by,
        at=at,
    )
    if not is_new:  # it was there for the account before anybody knew how it would go
        Interaction.objects.filter(pk=interaction_id(case.council_id, key)).update(channel=channel)
