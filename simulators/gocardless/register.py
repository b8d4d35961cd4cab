"""What was made, how far it has come, and what happened to it."""

import json
import secrets
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    key TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    changed_at REAL NOT NULL,
    UNIQUE (kind, key)
);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL,
    action TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at REAL,
    attempts INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS endpoint (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    url TEXT NOT NULL,
    secret TEXT NOT NULL
);
"""
TABLES = ("events", "things")
PREFIXES = {
    "customers": "CU",
    "customer_bank_accounts": "BA",
    "mandates": "MD",
    "payments": "PM",
    "billing_requests": "BRQ",
    "billing_request_flows": "BRF",
}
#: What can happen to a thing in a state, the state that follows, and what the event says of it.
STEPS: Mapping[str, Mapping[str, tuple[frozenset[str], str]]] = {
    "mandates": {
        "submitted": (frozenset({"pending_submission"}), "submitted"),
        "active": (frozenset({"submitted", "pending_submission"}), "active"),
        "failed": (frozenset({"submitted", "pending_submission", "active"}), "failed"),
        "cancelled": (frozenset({"submitted", "pending_submission", "active"}), "cancelled"),
        "expired": (frozenset({"active"}), "expired"),
        "reinstated": (frozenset({"cancelled", "expired"}), "active"),
    },
    "payments": {
        "submitted": (frozenset({"pending_submission"}), "submitted"),
        "confirmed": (frozenset({"submitted", "pending_submission"}), "confirmed"),
        "paid_out": (frozenset({"confirmed"}), "paid_out"),
        "failed": (frozenset({"submitted", "pending_submission"}), "failed"),
        "late_failure_settled": (frozenset({"confirmed", "paid_out"}), "failed"),
        "charged_back": (frozenset({"confirmed", "paid_out"}), "charged_back"),
        "chargeback_cancelled": (frozenset({"charged_back"}), "paid_out"),
        "cancelled": (frozenset({"pending_submission"}), "cancelled"),
        "resubmission_requested": (frozenset({"failed"}), "pending_submission"),
    },
}
CAUSES = {
    "0": "refer_to_payer", "1": "mandate_cancelled", "2": "authorisation_disputed",
    "5": "invalid_bank_details", "B": "bank_account_closed",
}  # fmt: skip


class StepRefusedError(ValueError):
    """Something cannot happen to a thing in its state."""


@dataclass(frozen=True)
class DueEvent:
    """An event of which the endpoint is to be told."""

    id: str
    body: Mapping[str, Any]
    attempts: int


class Register:
    """Everything that this account holds."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep it in this file."""
        self._ledger = ledger

    def make(self, kind: str, body: Mapping[str, Any], key: str) -> tuple[str, bool]:
        """Make a thing, or find the one that was made by the same key; tell which."""
        with self._ledger.writing() as rows:
            known = rows.execute(
                "SELECT id FROM things WHERE kind = ? AND key = ?", (kind, key or None)
            ).fetchone()
            if known is not None:
                return known["id"], False
            identifier = _new_id(PREFIXES[kind])
            full = {"id": identifier, "created_at": _moment(time.time()), **body}
            rows.execute(
                "INSERT INTO things (id, kind, body, key, changed_at) VALUES (?, ?, ?, ?, ?)",
                (identifier, kind, json.dumps(full), key or None, time.time()),
            )
            if kind in STEPS:
                _note_event(rows, kind, identifier, "created", {})
            return identifier, True

    def find(self, kind: str, identifier: str) -> dict[str, Any] | None:
        """Return a thing as it stands."""
        with self._ledger.reading() as rows:
            row = rows.execute(
                "SELECT body FROM things WHERE kind = ? AND id = ?", (kind, identifier)
            ).fetchone()
        return None if row is None else dict(json.loads(row["body"]))

    def change(self, kind: str, identifier: str, changes: Mapping[str, Any]) -> None:
        """Write down something more of a thing."""
        with self._ledger.writing() as rows:
            row = rows.execute(
                "SELECT body FROM things WHERE kind = ? AND id = ?", (kind, identifier)
            ).fetchone()
            body = {**json.loads(row["body"]), **changes}
            rows.execute("UPDATE things SET body = ? WHERE id = ?", (json.dumps(body), identifier))

    def everything(self, kind: str) -> list[dict[str, Any]]:
        """Return all of a kind, the newest first."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT body FROM things WHERE kind = ? ORDER BY number DESC LIMIT 200", (kind,)
            ).fetchall()
        return [json.loads(row["body"]) for row in found]

    def step(
        self,
        kind: str,
        identifier: str,
        action: str,
        *,
        reason_code: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """
        Let something happen to a thing.

        :raises LookupError: if there is none
        :raises StepRefusedError: if it cannot happen in its state
        """
        with self._ledger.writing() as rows:
            row = rows.execute(
                "SELECT body FROM things WHERE kind = ? AND id = ?", (kind, identifier)
            ).fetchone()
            if row is None:
                raise LookupError(identifier)
            body = json.loads(row["body"])
            origins, target = STEPS[kind][action]
            if body["status"] not in origins:
                raise StepRefusedError(f"{identifier} is {body['status']}: not {action}.")
            body |= {"status": target, **(changes or {})}
            rows.execute(
                "UPDATE things SET body = ?, changed_at = ? WHERE id = ?",
                (json.dumps(body), time.time(), identifier),
            )
            details = _details(action, reason_code)
            _note_event(rows, kind, identifier, action, details)
            if action == "late_failure_settled":
                _note_event(rows, kind, identifier, "failed", details)
            if kind == "mandates" and target in {"failed", "cancelled", "expired"}:
                _cancel_payments(rows, identifier)
            return dict(body)

    def events(self, *, about: str, action: str, limit: int) -> list[dict[str, Any]]:
        """Return events, the newest first."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT body FROM events WHERE ? IN ('', about) AND ? IN ('', action) "
                "ORDER BY number DESC LIMIT ?",
                (about, action, limit),
            ).fetchall()
        return [json.loads(row["body"]) for row in found]

    def due_events(self) -> list[DueEvent]:
        """Return the events of which the endpoint is to be told now, in order."""
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT id, body, attempts FROM events WHERE due_at <= ? ORDER BY number",
                (time.time(),),
            ).fetchall()
        return [DueEvent(row["id"], json.loads(row["body"]), row["attempts"]) for row in found]

    def note_told(self, told: DueEvent, outcome: str, due_at: float | None) -> None:
        """Write down how telling went."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE events SET outcome = ?, attempts = attempts + 1, due_at = ? WHERE id = ?",
                (outcome, due_at, told.id),
            )

    def endpoint(self) -> tuple[str, str] | None:
        """Return where events are told, and the secret that signs them."""
        with self._ledger.reading() as rows:
            row = rows.execute("SELECT url, secret FROM endpoint").fetchone()
        return None if row is None else (row["url"], row["secret"])

    def set_endpoint(self, url: str, secret: str) -> None:
        """Set where events are told."""
        with self._ledger.writing() as rows:
            rows.execute("INSERT OR REPLACE INTO endpoint VALUES (1, ?, ?)", (url, secret))

    def to_move(self, pace: float) -> list[tuple[str, str, str]]:
        """Return what is to happen by itself: kind, id and the next step."""
        following = {
            ("mandates", "pending_submission"): "submitted",
            ("mandates", "submitted"): "active",
            ("payments", "pending_submission"): "submitted",
            ("payments", "submitted"): "confirmed",
        }
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT kind, id, body FROM things WHERE kind IN ('mandates', 'payments') "
                "AND changed_at <= ?",
                (time.time() - pace,),
            ).fetchall()
        steps = ((row, json.loads(row["body"])["status"]) for row in found)
        return [
            (row["kind"], row["id"], following[row["kind"], status])
            for row, status in steps
            if (row["kind"], status) in following
        ]


def next_charge_date(today: date) -> str:
    """Return the first day on which a payment may be charged: three days on, no weekend."""
    day = today + timedelta(days=3)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day.isoformat()


def _cancel_payments(rows: sqlite3.Connection, mandate: str) -> None:
    """Cancel the payments of a mandate that ended, as far as they were not submitted."""
    found = rows.execute("SELECT id, body FROM things WHERE kind = 'payments'").fetchall()
    for row in found:
        body = json.loads(row["body"])
        if body["links"]["mandate"] == mandate and body["status"] == "pending_submission":
            body["status"] = "cancelled"
            rows.execute("UPDATE things SET body = ? WHERE id = ?", (json.dumps(body), row["id"]))
            _note_event(rows, "payments", row["id"], "cancelled", {})


def _note_event(
    rows: sqlite3.Connection,
    kind: str,
    about: str,
    action: str,
    details: Mapping[str, Any],
) -> None:
    now = time.time()
    identifier = _new_id("EV")
    body = {
        "id": identifier,
        "created_at": _moment(now),
        "resource_type": kind,
        "action": action,
        "links": {kind.removesuffix("s"): about},
        "details": {"origin": "bank", "cause": action, "description": "", **details},
        "metadata": {},
        "resource_metadata": {},
    }
    rows.execute(
        "INSERT INTO events (id, about, action, body, due_at) VALUES (?, ?, ?, ?, ?)",
        (identifier, about, action, json.dumps(body), now),
    )


def _details(action: str, reason_code: str) -> dict[str, Any]:
    if not reason_code:
        return {"cause": action}
    code = reason_code.rpartition("-")[2]
    return {
        "scheme": "bacs",
        "cause": CAUSES.get(code, action),
        "reason_code": reason_code,
        "description": f"The bank said {reason_code}.",
    }


def _new_id(prefix: str) -> str:
    return prefix + secrets.token_hex(7).upper()


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
