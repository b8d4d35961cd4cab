"""
Where all records lie, twice: as they are, and as searches see them a little later.

Pay answers searches from a copy that follows after a while; so do we, since whoever does not
expect it counts what is not yet there as never having been.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from simulators.govuk_pay.clock import write_moment
from simulators.govuk_pay.records import Payment, Record
from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    due_at REAL,
    idempotency_key TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS records_due ON records (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_by_key ON records (account, idempotency_key)
    WHERE idempotency_key <> '';
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS copies (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at REAL NOT NULL,
    settled_on TEXT NOT NULL,
    reference TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS copies_by_day ON copies (account, kind, settled_on);
CREATE INDEX IF NOT EXISTS copies_by_reference ON copies (account, kind, reference);
CREATE INDEX IF NOT EXISTS copies_by_time ON copies (account, kind, created_at);
CREATE INDEX IF NOT EXISTS copies_by_payment ON copies (payment_id) WHERE payment_id <> '';
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    payment_id TEXT NOT NULL,
    at REAL NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_payment ON events (payment_id);
"""
TABLES = ("records", "changes", "copies", "events")

R = TypeVar("R", bound=Record)


def row_of(record: Record) -> tuple[str, str, str]:
    """Return what finds a record."""
    return record.id, record.kind, record.account


class Turn:
    """One transaction: what is read in it does not change until what it writes is kept."""

    def __init__(self, rows: sqlite3.Connection, at: float) -> None:
        """Work on this connection, at this moment."""
        self.rows = rows
        self.at = at

    def find(self, kind: type[R], record_id: str, *, account: str = "") -> R | None:
        """Find one, of any account or of this one."""
        row = self.rows.execute(
            "SELECT body FROM records WHERE id = ? AND kind = ? AND ? IN ('', account)",
            (record_id, kind.kind, account),
        ).fetchone()
        return None if row is None else kind(**json.loads(row["body"]))

    def find_by_key(self, account: str, key: str, *, since: float) -> Payment | None:
        """Find the payment that was begun with an idempotency key."""
        row = self.rows.execute(
            "SELECT body FROM records WHERE account = ? AND idempotency_key = ? "
            "ORDER BY rowid DESC LIMIT 1",
            (account, key),
        ).fetchone()
        found = None if row is None else Payment(**json.loads(row["body"]))
        return found if found is not None and found.created_at >= since else None

    def put(self, record: Record) -> None:
        """Keep one as it is now; searches will see it later, but disputes at once, as Pay does."""
        written = record.as_dict()
        body = json.dumps(written)
        key = written.get("idempotency_key", "")
        self.rows.execute(
            "INSERT INTO records (id, kind, account, due_at, idempotency_key, body) "
            "VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, body = excluded.body",
            (record.id, record.kind, record.account, record.due_at, key, body),
        )
        self.rows.execute(
            "INSERT INTO changes (at, id, kind, account, body) VALUES (?, ?, ?, ?, ?)",
            (0.0 if record.kind == "dispute" else self.at, *row_of(record), body),
        )

    def note_event(self, payment: Payment) -> None:
        """Note that a payment's state changed."""
        state = {"status": payment.status, "code": payment.code, "message": payment.message}
        self.rows.execute(
            "INSERT INTO events (payment_id, at, state) VALUES (?, ?, ?)",
            (payment.id, self.at, json.dumps(state)),
        )


class Books:
    """All records."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in this file."""
        self._ledger = ledger

    @contextmanager
    def turn(self, at: float) -> Iterator[Turn]:
        """Take one turn at reading and writing."""
        with self._ledger.writing() as rows:
            yield Turn(rows, at)

    def find(self, kind: type[R], record_id: str, *, account: str = "") -> R | None:
        """Look at one as it is now."""
        with self._ledger.reading() as rows:
            return Turn(rows, 0.0).find(kind, record_id, account=account)

    def due(self, now: float) -> list[str]:
        """Name those to which something happens now, the oldest first."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT id FROM records WHERE due_at <= ? ORDER BY due_at LIMIT 500", (now,)
            )
            return [row["id"] for row in found]

    def next_due(self) -> float | None:
        """Tell when something happens next by itself, or nothing if nothing will."""
        with self._ledger.reading() as rows:
            row = rows.execute("SELECT min(due_at) AS at FROM records").fetchone()
        return None if row["at"] is None else float(row["at"])

    def kind_of(self, record_id: str) -> str:
        """Tell what kind of record it is."""
        with self._ledger.reading() as rows:
            row = rows.execute("SELECT kind FROM records WHERE id = ?", (record_id,)).fetchone()
        return row["kind"] if row else ""

    def events(self, payment_id: str) -> list[dict[str, Any]]:
        """List the states that a payment went through."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT at, state FROM events WHERE payment_id = ? ORDER BY number", (payment_id,)
            ).fetchall()
        return [{"updated": write_moment(row["at"]), **json.loads(row["state"])} for row in found]

    def catch_up(self, until: float) -> None:
        """Let searches see what changed up to a moment."""
        with self._ledger.writing() as rows:
            found = rows.execute(
                "SELECT * FROM changes WHERE at <= ? ORDER BY number", (until,)
            ).fetchall()
            for row in found:
                body = json.loads(row["body"])
                rows.execute(
                    "INSERT INTO copies (id, kind, account, created_at, settled_on, reference, "
                    "payment_id, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                    "SET settled_on = excluded.settled_on, body = excluded.body",
                    (
                        row["id"],
                        row["kind"],
                        row["account"],
                        body["created_at"],
                        body.get("settled_on", ""),
                        body.get("reference", "").lower(),
                        body.get("payment_id", ""),
                        row["body"],
                    ),
                )
            rows.executemany(
                "DELETE FROM changes WHERE number = ?", [(row["number"],) for row in found]
            )

    def search(
        self,
        kind: type[R],
        account: str,
        conditions: Mapping[str, object],
        *,
        limit: int,
        offset: int = 0,
    ) -> tuple[int, list[R]]:
        """
        Search the copies; answers with how many there are and one page, the newest first.

        A condition's name is SQL with one gap, never anything that a caller of Pay sent.
        """
        where = " AND ".join(("account = ?", "kind = ?", *conditions))
        values = (account, kind.kind, *conditions.values())
        with self._ledger.reading() as rows:
            total = rows.execute(f"SELECT count(*) FROM copies WHERE {where}", values).fetchone()[0]
            found = rows.execute(
                f"SELECT body FROM copies WHERE {where} ORDER BY created_at DESC, number DESC "
                "LIMIT ? OFFSET ?",
                (*values, limit, offset),
            ).fetchall()
        return total, [kind(**json.loads(row["body"])) for row in found]

    def newest(self, kind: type[R], *, limit: int) -> list[R]:
        """Show the newest as they are now, for our own pages."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT body FROM records WHERE kind = ? ORDER BY rowid DESC LIMIT ?",
                (kind.kind, limit),
            ).fetchall()
        return [kind(**json.loads(row["body"])) for row in found]
