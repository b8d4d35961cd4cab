"""What Pay360 remembers: the sales it was told of, what became of each, and used references."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS sale (
    scp_reference TEXT PRIMARY KEY,
    page_key TEXT NOT NULL UNIQUE,
    scp_id INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    entry TEXT NOT NULL,
    return_url TEXT NOT NULL,
    back_url TEXT NOT NULL,
    language TEXT NOT NULL,
    description TEXT NOT NULL,
    reference TEXT NOT NULL,
    pence INTEGER NOT NULL,
    items TEXT NOT NULL,
    began_at REAL NOT NULL,
    opened_at REAL,
    rejections INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    ended_at REAL,
    payment TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS used_reference (
    scp_id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (scp_id, reference)
);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
TABLES = ("sale", "used_reference")

LARGEST_AUDIT_NUMBER = 99_999
SHOWN = 200


@dataclass(frozen=True)
class Item:
    """One thing that is sold."""

    line_id: str
    description: str
    reference: str
    pence: int
    fund_code: str = ""
    vat_code: str = ""
    vat_rate: str = ""
    vat_pence: int = 0
    additional_reference: str = ""
    narrative: str = ""
    account_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Order:
    """A sale as a council asked for it."""

    scp_id: int
    request_id: str
    entry: str
    return_url: str
    back_url: str
    language: str
    description: str
    reference: str
    pence: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Card:
    """What may be told of a card; its number is nowhere."""

    masked: str
    brand: str
    type: str


@dataclass(frozen=True)
class Sale:
    """A sale, and what became of it; without a status it is under way."""

    scp_reference: str
    page_key: str
    order: Order
    began_at: float
    opened_at: float | None
    rejections: int
    status: str
    error: str
    ended_at: float | None
    payment: dict[str, Any]


class Register:
    """All of it, in the ledger."""

    def __init__(self, ledger: Ledger, session_seconds: float) -> None:
        """Remember where it is kept, and for how long a payer has time."""
        self._ledger = ledger
        self._session_seconds = session_seconds

    def use_reference(self, scp_id: int, reference: str, *, at: float) -> bool:
        """Tell whether a request's unique reference comes for the first time."""
        with self._ledger.writing() as rows:
            made = rows.execute(
                "INSERT OR IGNORE INTO used_reference VALUES (?, ?, ?)", (scp_id, reference, at)
            )
            return made.rowcount == 1

    def begin(self, order: Order, *, at: float) -> Sale:
        """Write a sale down."""
        reference, page_key = secrets.token_hex(10), secrets.token_urlsafe(32)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO sale (scp_reference, page_key, scp_id, request_id, entry, return_url,"
                " back_url, language, description, reference, pence, items, began_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    reference,
                    page_key,
                    order.scp_id,
                    order.request_id,
                    order.entry,
                    order.return_url,
                    order.back_url,
                    order.language,
                    order.description,
                    order.reference,
                    order.pence,
                    json.dumps([vars(item) for item in order.items]),
                    at,
                ),
            )
        return Sale(reference, page_key, order, at, None, 0, "", "", None, {})

    def by_reference(self, scp_reference: str, *, now: float) -> Sale | None:
        """Return the sale of this reference, as it stands now."""
        return self._one("scp_reference", scp_reference, now)

    def by_page(self, page_key: str, *, now: float) -> Sale | None:
        """Return the sale of this page, as it stands now."""
        return self._one("page_key", page_key, now)

    def newest(self, *, now: float, reference: str = "", request_id: str = "") -> list[Sale]:
        """Return sales, newest first."""
        with self._ledger.writing() as rows:
            self._end_sessions(rows, now)
            found = rows.execute(
                "SELECT * FROM sale WHERE (? = '' OR reference = ?) AND (? = '' OR request_id = ?)"
                " ORDER BY began_at DESC LIMIT ?",
                (reference, reference, request_id, request_id, SHOWN),
            ).fetchall()
        return [_sale(row) for row in found]

    def open(self, page_key: str, *, at: float) -> None:
        """Note that the payer has come."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE sale SET opened_at = ? WHERE page_key = ? AND opened_at IS NULL",
                (at, page_key),
            )

    def reject(self, page_key: str) -> int:
        """Count a card that was rejected, and return how many were by now."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE sale SET rejections = rejections + 1 WHERE page_key = ?", (page_key,)
            )
            found = rows.execute("SELECT rejections FROM sale WHERE page_key = ?", (page_key,))
            return int(found.fetchone()["rejections"])

    def pay(self, page_key: str, card: Card, *, at: float) -> bool:
        """Take the money, unless the sale has ended."""
        with self._ledger.writing() as rows:
            row = rows.execute(
                "SELECT items FROM sale WHERE page_key = ? AND status = ''", (page_key,)
            ).fetchone()
            if row is None:
                return False
            first = _count_on(rows, 1 + len(json.loads(row["items"])))
            payment = {
                "transaction_id": f"{secrets.randbelow(10**12):012d}",
                "authorisation": f"{secrets.randbelow(10**6):06d}",
                "first_audit_number": first,
                **vars(card),
            }
            ended = rows.execute(
                "UPDATE sale SET status = 'SUCCESS', ended_at = ?, payment = ?"
                " WHERE page_key = ? AND status = ''",
                (at, json.dumps(payment), page_key),
            )
            return ended.rowcount == 1

    def end(self, page_key: str, status: str, *, at: float, error: str = "") -> bool:
        """End a sale without money, unless it has ended."""
        with self._ledger.writing() as rows:
            ended = rows.execute(
                "UPDATE sale SET status = ?, error = ?, ended_at = ?"
                " WHERE page_key = ? AND status = ''",
                (status, error, at, page_key),
            )
            return ended.rowcount == 1

    def _one(self, column: str, value: str, now: float) -> Sale | None:
        with self._ledger.writing() as rows:
            self._end_sessions(rows, now)
            row = rows.execute(f"SELECT * FROM sale WHERE {column} = ?", (value,)).fetchone()
        return None if row is None else _sale(row)

    def _end_sessions(self, rows: Any, now: float) -> None:
        """End what nobody has paid in time."""
        rows.execute(
            "UPDATE sale SET ended_at = began_at + ?,"
            " status = CASE WHEN opened_at IS NULL THEN 'NOT_ATTEMPTED' ELSE 'LOGGED_OUT' END"
            " WHERE status = '' AND began_at + ? < ?",
            (self._session_seconds, self._session_seconds, now),
        )


def _count_on(rows: Any, steps: int) -> int:
    """Return the first of so many numbers in a row; they begin anew after the largest."""
    row = rows.execute("SELECT value FROM counter WHERE name = 'audit'").fetchone()
    last = row["value"] if row else 0
    first = last + 1 if last + steps <= LARGEST_AUDIT_NUMBER else 1
    rows.execute("INSERT OR REPLACE INTO counter VALUES ('audit', ?)", (first + steps - 1,))
    return int(first)


def _sale(row: Any) -> Sale:
    order = Order(
        scp_id=row["scp_id"],
        request_id=row["request_id"],
        entry=row["entry"],
        return_url=row["return_url"],
        back_url=row["back_url"],
        language=row["language"],
        description=row["description"],
        reference=row["reference"],
        pence=row["pence"],
        items=tuple(Item(**one) for one in json.loads(row["items"])),
    )
    return Sale(
        row["scp_reference"],
        row["page_key"],
        order,
        row["began_at"],
        row["opened_at"],
        row["rejections"],
        row["status"],
        row["error"],
        row["ended_at"],
        json.loads(row["payment"]),
    )
