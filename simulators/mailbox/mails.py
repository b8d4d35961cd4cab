"""The mails that were caught."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS mail_recipients (
    mail_id INTEGER NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
    address TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mail_recipients_by_address ON mail_recipients (address, mail_id);
"""
_WHOSE = "(? = '' OR id IN (SELECT mail_id FROM mail_recipients WHERE address = ?))"
TABLES = ("mail_recipients", "mails")


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail as it was handed over."""

    id: int
    at: float
    sender: str
    recipients: list[str]
    subject: str
    content: bytes

    def opened(self) -> "OpenedMail":
        """Read what is inside."""
        message = _parsed(self.content)
        return OpenedMail(
            headers=[(name, str(value)) for name, value in message.items()],
            text=_body(message, "plain"),
            html=_body(message, "html"),
            enclosures=[
                Enclosure(
                    part.get_filename() or f"part-{number}",
                    part.get_content_type(),
                    _bytes(part),
                )
                for number, part in enumerate(message.iter_attachments())
            ],
        )


@dataclass(frozen=True)
class OpenedMail:
    """What is inside a mail."""

    headers: list[tuple[str, str]]
    text: str
    html: str
    enclosures: list[Enclosure]

    def header(self, name: str) -> str:
        """Read one header, empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class MailBag:
    """All mails that were caught."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep the mails in this file."""
        self._ledger = ledger

    def keep(self, *, sender: str, recipients: Sequence[str], content: bytes, at: float) -> int:
        """Keep one mail; it is safely on disk when this returns."""
        with self._ledger.writing() as rows:
            number = rows.execute(
                "INSERT INTO mails (at, sender, recipients, subject, content) "
                "VALUES (?, ?, ?, ?, ?)",
                (at, sender, json.dumps(list(recipients)), _subject(content), content),
            ).lastrowid
            rows.executemany(
                "INSERT INTO mail_recipients VALUES (?, ?)",
                [(number, address.lower()) for address in recipients],
            )
        return number or 0

    def count(self, *, to: str = "") -> int:
        """Count the mails, or those to one address."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                f"SELECT count(*) AS mails FROM mails WHERE {_WHOSE}", (to, to.lower())
            ).fetchone()
        return int(found["mails"])

    def newest(self, *, to: str = "", limit: int, before: int = 0) -> list[Mail]:
        """Find the newest mails, or those to one address, newest first."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                f"SELECT * FROM mails WHERE {_WHOSE} AND (? = 0 OR id < ?) "
                "ORDER BY id DESC LIMIT ?",
                (to, to.lower(), before, before, limit),
            ).fetchall()
        return [_mail(row) for row in found]

    def find(self, number: int) -> Mail | None:
        """Find one mail."""
        with self._ledger.reading() as rows:
            row = rows.execute("SELECT * FROM mails WHERE id = ?", (number,)).fetchone()
        return None if row is None else _mail(row)


def _mail(row: sqlite3.Row) -> Mail:
    """Read a mail from its row."""
    return Mail(**{**dict(row), "recipients": json.loads(row["recipients"])})


def _parsed(content: bytes) -> EmailMessage:
    """Take a mail apart."""
    return message_from_bytes(content, policy=modern)


def _subject(content: bytes) -> str:
    """Read the subject, decoded."""
    return str(_parsed(content).get("Subject", ""))


def _body(message: EmailMessage, kind: str) -> str:
    """Read the text or the HTML, empty if there is none."""
    part = message.get_body((kind,))
    return "" if part is None else _bytes(part).decode(_charset(part), "replace")


def _bytes(part: object) -> bytes:
    """Undo a part's transfer encoding."""
    payload = part.get_payload(decode=True) if isinstance(part, EmailMessage) else None
    return payload if isinstance(payload, bytes) else b""


def _charset(part: object) -> str:
    """Name a part's character set, or one that reads anything if it names none we know."""
    named = part.get_content_charset("utf-8") if isinstance(part, EmailMessage) else "utf-8"
    try:
        "".encode(named)
    except LookupError:
        return "latin-1"
    return named
