"""What this app tells the world."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """A carrier has taken a message."""

    name: ClassVar[str] = "notifications.message-sent"
    message_id: UUID
    about_type: str
    about_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event):
    """A message will not reach its reader."""

    name: ClassVar[str] = "notifications.message-failed"
    message_id: UUID
    about_type: str
    about_id: UUID
    problem: str
