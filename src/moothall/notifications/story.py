"""What a person was told, for the story on their page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.notifications.models import Message
from moothall.people import protection


@dataclass(frozen=True)
class ToldRow:
    """
    A message to somebody, by its subject or its first words, and what became of it.

    `key` names its occasion.
    """

    key: str
    at: datetime
    channel: str
    subject: str
    state: str
    problem: str


def messages_to(person_id: UUID, *, council_id: int, before: datetime, limit: int) -> list[ToldRow]:
    """Return what a person was told, newest first; one query."""
    rows = Message.objects.filter(
        council_id=council_id, person_id=person_id, queued_at__lt=before
    ).select_related("person")
    found = rows.order_by("-queued_at", "-id")[:limit]
    return [_row(one) for one in found]


def _row(one: Message) -> ToldRow:
    subject = one.subject or one.body.strip().split("\n", 1)[0]
    is_withheld = one.person is not None and protection.is_withheld(
        one.person.pk, is_protected=one.person.is_protected
    )
    return ToldRow(
        key=one.dedupe_key,
        at=one.queued_at,
        channel=str(one.get_channel_display()),
        subject=str(protection.HIDDEN) if is_withheld else subject,
        state=str(one.get_state_display()),
        problem="" if is_withheld else one.problem,
    )
