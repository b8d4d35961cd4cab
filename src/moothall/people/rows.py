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
class ResidenceRow:
    """Where a person says that they live."""

    uprn: int
    moved_in_on: date | None


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


@dataclass(frozen=True)
class LinkingPerson:
    """What linking an account must know of a person; `is_safeguarded` lets nothing be linked."""

    id: UUID
    given_name: str
    is_safeguarded: bool = False


@dataclass(frozen=True)
class OfferedKind:
    """A kind of account that people may link, and whether its details alone let them look."""

    kind: str
    label: str
    details_suffice: bool

    @property
    def slug(self) -> str:
        """Return the kind as addresses have it."""
        return self.kind.replace("_", "-")


@dataclass(frozen=True)
class LinkedAccountRow:
    """An account linked to a person, as lists show it; its figures are asked for elsewhere."""

    id: UUID
    kind: str
    kind_label: str
    reference: str
    relationship: str
    relationship_label: str
    strength: str
    may_be_changed: bool
    linked_at: datetime


@dataclass(frozen=True)
class PostedCodeRow:
    """A code that may be on its way by post."""

    id: UUID
    kind: str
    kind_label: str
    reference: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class AccountChangeRow:
    """A change that was asked for on a linked account, and how far it has come."""

    id: UUID
    kind: str
    kind_label: str
    state: str
    asked_at: datetime
    settled_at: datetime | None
