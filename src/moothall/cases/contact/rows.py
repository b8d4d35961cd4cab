"""Calls, contacts and employees' states as frozen rows: what pages are given to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.cases.channels import Channel
from moothall.cases.contact.suggesting import DeedRow
from moothall.cases.contact.words import AgentStatus, AwayReason


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """A telephone call as it stands."""

    id: UUID
    council_id: int
    direction: str
    from_number: str
    to_number: str
    queue: str
    line_name: str
    greeting: str
    greeting_cy: str
    rang_at: datetime | None
    taken_at: datetime | None
    ended_at: datetime | None
    extension: str
    agent_id: int | None
    agent_name: str
    interaction_id: UUID | None
    first_told_at: datetime

    @property
    def is_ringing(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.taken_at is None and self.ended_at is None

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended."""
        return self.ended_at is not None

    @property
    def other_number(self) -> str:
        """Return the number of whoever is not the council; nothing where it is withheld."""
        return self.to_number if self.direction == "outbound" else self.from_number

    @property
    def stamp(self) -> str:
        """Return a text that changes whenever the call stands otherwise."""
        stands = "over" if self.is_over else "rings" if self.is_ringing else "taken"
        return f"{self.id.hex[-8:]}{stands}{'c' if self.interaction_id else ''}"

    def greeting_in(self, language: str) -> str:
        """Return what to say, in the language or in English."""
        return (self.greeting_cy if language == "cy" else "") or self.greeting


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """A number or queue by which calls come in."""

    id: UUID
    council_id: int
    name: str
    number: str
    queue: str
    greeting: str
    greeting_cy: str
    service: str


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """A contact of an employee, from its beginning to its wrap-up."""

    id: UUID
    council_id: int
    channel: Channel
    person_id: UUID | None
    person_name: str
    case_id: UUID | None
    summary: str
    began_at: datetime
    ended_at: datetime | None
    finished_at: datetime | None
    verified_level: int
    service: str
    deeds: tuple[DeedRow, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for its wrap-up."""
        return self.finished_at is None


@dataclass(frozen=True, kw_only=True)
class StateRow:
    """What an employee who takes calls is doing, and since when."""

    account_id: int
    name: str
    status: AgentStatus
    reason: str
    council_id: int | None
    from_at: datetime
    until_at: datetime | None = None

    @property
    def label(self) -> str:
        """Return it in words: away, with the reason."""
        words = str(self.status.label)
        return f"{words}: {AwayReason(self.reason).label}" if self.reason else words


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """A message of a telephone system that could not be taken in."""

    id: UUID
    received_at: datetime
    problem: str


@dataclass(frozen=True, kw_only=True)
class InvitationRow:
    """A link to open an account that was sent in a contact, and whether it was followed."""

    channel: str
    sent_at: datetime
    opened_at: datetime | None
