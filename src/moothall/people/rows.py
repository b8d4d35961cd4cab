"""Persons as frozen rows: what pages and other apps are given to read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class ContactPointRow:
    """One way to reach a person."""

    kind: str
    value: str
    normalised: str
    given_by: str


@dataclass(frozen=True)
class PersonRow:
    """A person in a list; `position` is where the next page of the list begins after."""

    id: UUID
    council_id: int
    name: str
    language: str
    created_at: datetime
    contact_points: tuple[ContactPointRow, ...]
    position: str = ""
    #: Some of it is hidden here, since they would be in danger if somebody found them.
    is_protected: bool = False
    is_withheld: bool = False
    born_on: date | None = None

    def first(self, kind: str) -> str:
        """Return the oldest contact point of a kind, as it was given, or nothing."""
        return next((point.value for point in self.contact_points if point.kind == kind), "")

    @property
    def email(self) -> str:
        """Return the oldest email address, or nothing."""
        return self.first("email")

    @property
    def phone(self) -> str:
        """Return the oldest telephone number, or nothing."""
        return self.first("phone")
