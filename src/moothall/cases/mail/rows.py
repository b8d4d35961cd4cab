"""Mail as frozen rows: what pages are given to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

#: What was wrong with a letter, in words for whoever reads it.
PROBLEMS = {
    "card-number": _(
        "It held what looks like a bank card number. We took that out and did not keep the letter "
        "as it came."
    ),
    "text-cut": _("It is very long: read its end in the letter as it came."),
    "too-many-parts": _("It has very many parts: some are only in the letter as it came."),
    "too-many-files": _("It has very many files: some are only in the letter as it came."),
    "broken-winmail": _("It has a “winmail.dat” that could not be opened."),
    "too-large": _("It is too large to be taken in. Open it in the mailbox."),
    "unreadable": _("No program could read it. Read it as it came."),
}


@dataclass(frozen=True)
class MailFile:
    """A file that came with a letter, or why it was not taken."""

    name: str
    file_id: str
    problem: str


@dataclass(frozen=True)
class MailRow:
    """A letter in a list."""

    id: UUID
    council_id: int
    kind: str
    kind_label: str
    fate: str
    fate_label: str
    sender: str
    subject: str
    mailbox: str
    came_at: datetime
    alike: int
    case_reference: str
    is_doubtful_sender: bool
    is_withheld: bool


@dataclass(frozen=True)
class SentRow:
    """A letter of ours."""

    id: UUID
    kind: str
    kind_label: str
    state: str
    state_label: str
    recipient: str
    subject: str
    text: str
    problem: str
    queued_at: datetime
    by: str
    may_be_sent_again: bool


@dataclass(frozen=True)
class MailRecord:
    """A letter with all that its page shows."""

    row: MailRow
    mailbox_id: UUID
    version: int
    text: str
    sender_address: str
    reply_address: str
    files: tuple[MailFile, ...]
    problems: tuple[str, ...]
    has_original: bool
    person_id: UUID | None
    case_id: UUID | None
    guessed_case_id: UUID | None
    guessed_reference: str
    settled_by: str
    settled_at: datetime | None
    sent: tuple[SentRow, ...]
    candidates: tuple[UUID, ...]

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided about it yet."""
        return self.row.fate == "waiting"


@dataclass(frozen=True)
class DraftRow:
    """An answer that somebody has begun."""

    text: str
    title: str
    recipient: str
    version: int
    saved_at: datetime
    author: str
    is_own: bool


@dataclass(frozen=True)
class ReadyAnswerRow:
    """A ready-made answer, filled in for what it answers."""

    id: UUID
    title: str
    text: str


@dataclass(frozen=True)
class MailboxRow:
    """A mailbox as lists and choices show it."""

    id: UUID
    slug: str
    name: str
    address: str
    team: str
    is_active: bool
    problem: str
    problem_since: datetime | None
    fetched_at: datetime | None
    waiting: int = 0
    in_trouble: int = 0
    signatures: Mapping[str, str] | None = None
