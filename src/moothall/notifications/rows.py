"""Messages as frozen rows: what pages and other apps are given to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class MessageRow:
    """A message in a list."""

    id: UUID
    channel: str
    language: str
    recipient: str
    subject: str
    body: str
    state: str
    state_label: str
    problem: str
    queued_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
