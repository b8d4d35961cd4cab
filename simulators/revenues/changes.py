"""What people have changed since the books were made, and the letters that were printed."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.ledger import Ledger
from simulators.revenues.accounts import Account

SCHEMA = """
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    authority TEXT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    party TEXT NOT NULL,
    what TEXT NOT NULL,
    content TEXT NOT NULL,
    at REAL NOT NULL,
    times_received INTEGER NOT NULL DEFAULT 1,
    UNIQUE (authority, key)
);
CREATE INDEX IF NOT EXISTS changes_of_account ON changes (authority, kind, reference);
CREATE TABLE IF NOT EXISTS letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    authority TEXT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    addressee TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    code TEXT NOT NULL,
    at REAL NOT NULL,
    UNIQUE (authority, key)
);
"""
TABLES = ("changes", "letters")
LETTERS_SHOWN = 100


@dataclass(frozen=True)
class Standing:
    """What is in force on an account beside the books, as one of its parties sees it."""

    e_billing: bool
    method: str
    email: str
    phone: str
    debit: Mapping[str, str | int] | None


class ChangeBook:
    """Keeps changes and letters; the same key twice is one change."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in this file."""
        self._ledger = ledger

    def keep(
        self, account: Account, *, key: str, party: str, what: str, content: Mapping[str, object]
    ) -> str:
        """Note a change, once for each key, and answer with its number."""
        values = (
            account.authority.slug, key, account.kind, account.reference, party, what,
            json.dumps(dict(content)), time.time(),
        )  # fmt: skip
        with self._ledger.writing() as rows:
            row = rows.execute(
                "INSERT INTO changes (authority, key, kind, reference, party, what, content, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (authority, key) "
                "DO UPDATE SET times_received = times_received + 1 RETURNING id",
                values,
            ).fetchone()
        return f"C{row['id']:06}"

    def print_letter(
        self, account: Account, *, key: str, addressee: str, code: str, language: str
    ) -> None:
        """Print a letter with a code, once for each key."""
        values = (
            account.authority.slug, key, account.kind, account.reference, addressee,
            "\n".join((*account.address, account.postcode)), language, code, time.time(),
        )  # fmt: skip
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO letters (authority, key, kind, reference, addressee, address, "
                "language, code, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                values,
            )

    def standing(self, account: Account, party: str) -> Standing:
        """Return what the changes have made of an account."""
        person = account.party(party)
        e_billing, method = account.e_billing, account.method
        email, phone = (person.email, person.phone) if person else ("", "")
        debit: Mapping[str, str | int] | None = (
            {"account_ending": f"{account.number % 10_000:04}", "day": 1}
            if method == "direct_debit"
            else None
        )
        for change in self._changes(account):
            content = json.loads(change["content"])
            if change["what"] == "e_billing":
                e_billing = bool(content["on"])
            elif change["what"] == "contact" and change["party"] == party:
                email, phone = content["email"], content["phone"]
            elif change["what"] == "direct_debit_set_up":
                method = "direct_debit"
                debit = {"account_ending": content["account_number"][-4:], "day": content["day"]}
            elif change["what"] == "direct_debit_cancel":
                method, debit = "card", None
        return Standing(e_billing, method, email, phone, debit)

    def letters(self, authority: str = "") -> list[dict[str, object]]:
        """Return the newest letters."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT * FROM letters WHERE ? IN ('', authority) ORDER BY id DESC LIMIT ?",
                (authority, LETTERS_SHOWN),
            ).fetchall()
        return [dict(row) for row in found]

    def changes(self) -> list[dict[str, object]]:
        """Return every change, newest first, with how often it was received."""
        with self._ledger.reading() as rows:
            found = rows.execute("SELECT * FROM changes ORDER BY id DESC").fetchall()
        return [{**dict(row), "content": json.loads(row["content"])} for row in found]

    def _changes(self, account: Account) -> list[dict[str, str]]:
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT * FROM changes WHERE authority = ? AND kind = ? AND reference = ? "
                "ORDER BY id",
                (account.authority.slug, account.kind, account.reference),
            ).fetchall()
        return [dict(row) for row in found]
