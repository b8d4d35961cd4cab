"""Visits and hand-overs as frozen rows: what pages are given to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.cases.reception.words import OPEN, Answer


@dataclass(frozen=True, kw_only=True)
class HandOverRow:
    """A visitor who was handed over: to whom, with which words, and what was answered."""

    id: UUID
    council_id: int
    contact_id: UUID
    ticket_key: UUID | None
    label: str
    place: str
    desk: str
    arrived_at: datetime
    person_id: UUID | None
    person_name: str
    said: str
    service_name: str
    employee_id: int | None
    to_name: str
    is_to_team: bool
    asked_at: datetime
    asked_by_id: int
    asked_by_name: str
    answer: Answer
    note: str
    answered_at: datetime | None
    answered_by_id: int | None
    answered_by_name: str

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something about it."""
        return self.answer in OPEN

    @property
    def stamp(self) -> str:
        """Return a text that changes whenever it stands otherwise."""
        return f"{self.id.hex[-8:]}{self.answer}"


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """A visit: its contact, and where the visitor waits."""

    contact_id: UUID
    ticket_key: UUID | None
    label: str
    site_key: str
    place: str
    desk: str
    arrived_at: datetime
