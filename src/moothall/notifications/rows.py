"""Messages as frozen rows: what pages and other apps are given to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.people.needs import needs_in_words


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
    needs: tuple[str, ...] = ()
    for_team: bool = False
    team_done_at: datetime | None = None

    @property
    def needs_in_words(self) -> tuple[str, ...]:
        """Return what its reader needs, in the language in force."""
        return needs_in_words(self.needs)


@dataclass(frozen=True)
class TeamMessageRow:
    """
    A message that waits for a team: a letter to post, or one to make in another format.

    Of one to a protected person, `is_withheld` says that nothing is shown of it here and now.
    """

    id: UUID
    council_id: int
    channel: str
    recipient: str
    subject: str
    body: str
    language: str
    needs: tuple[str, ...]
    about_type: str
    about_id: UUID
    queued_at: datetime
    person_id: UUID | None = None
    is_withheld: bool = False
