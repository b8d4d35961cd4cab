"""Webhooks: what is told, to whom, signed how, and how often if nobody listens."""

import hashlib
import hmac
import http.client
import json
import sqlite3
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulators.govuk_pay import shown
from simulators.govuk_pay.accounts import Account
from simulators.govuk_pay.books import Turn
from simulators.govuk_pay.clock import Clock, write_moment
from simulators.govuk_pay.records import DAY, HOUR, MINUTE, Payment, Refund, new_id
from simulators.ledger import Ledger
from simulators.trouble import Kind, Troubles

SCHEMA = """
CREATE TABLE IF NOT EXISTS callbacks (account TEXT PRIMARY KEY, url TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at REAL,
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS messages_due ON messages (due_at) WHERE due_at IS NOT NULL;
"""
TABLES = ("messages", "callbacks")
TROUBLES = (
    Kind("repeat_webhooks", "Repeat webhooks", "Tell the service everything twice."),
    Kind("lose_webhooks", "Lose webhooks", "Never tell the service; it has to ask."),
    Kind("late_webhooks", "Late webhooks", "Tell the service so much later.", {"seconds": 60.0}),
    Kind(
        "disorder_webhooks",
        "Disorder webhooks",
        "Hold webhooks back for so long, and then tell the newest first.",
        {"seconds": 1.0},
    ),
)
WAITS = (MINUTE, 5 * MINUTE, HOUR, DAY, 2 * DAY)
"""After each attempt that failed; after the last of them nobody tries again."""
PATIENCE = 15.0
SUCCESSES = range(200, 300)


def signature(body: bytes, secret: str) -> str:
    """Sign a message, as it stands in the header ``Pay-Signature``."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Postman:
    """Tells the services what happened."""

    ledger: Ledger
    clock: Clock
    accounts: Mapping[str, Account]
    troubles: Troubles
    callbacks: Mapping[str, str]
    """Where services want to be told, unless they said otherwise."""

    def listen(self, account: str, url: str) -> None:
        """Set where a service wants to be told; an empty address ends it."""
        with self.ledger.writing() as rows:
            rows.execute("INSERT OR REPLACE INTO callbacks VALUES (?, ?)", (account, url))

    def tell(self, turn: Turn, event: str, about: Payment | Refund, payment: Payment) -> None:
        """Note in the turn that changes something that its service is to be told."""
        if not self._address(turn.rows, about.account):
            return
        if self.troubles.take("lose_webhooks", "webhook") is not None:
            return
        message = {
            "webhook_message_id": new_id(),
            "api_version": 1,
            "created_date": write_moment(turn.at),
            "resource_id": about.id,
            "resource_type": about.kind,
            "event_type": event,
            "resource": shown.payment(payment),
        }
        late = self.troubles.take("late_webhooks", "webhook")
        held = self.troubles.standing().get("disorder_webhooks")
        wait = float(late["seconds"]) if late else float(held.options["seconds"]) if held else 0.0
        times = 2 if self.troubles.take("repeat_webhooks", "webhook") is not None else 1
        turn.rows.executemany(
            "INSERT INTO messages (account, payment_id, event, body, due_at) "
            "VALUES (?, ?, ?, ?, ?)",
            [(about.account, payment.id, event, json.dumps(message), turn.at + wait)] * times,
        )

    def deliver(self) -> None:
        """Tell every service that is to be told now."""
        now = self.clock.now()
        newest_first = "disorder_webhooks" in self.troubles.standing()
        with self.ledger.reading() as rows:
            due = rows.execute(
                "SELECT * FROM messages WHERE due_at <= ? "
                f"ORDER BY number {'DESC' if newest_first else ''} LIMIT 50",
                (now,),
            ).fetchall()
        for message in due:
            outcome, arrived = self._call(message)
            attempts = message["attempts"] + 1
            again = not arrived and attempts <= len(WAITS)
            due_at = self.clock.now() + WAITS[attempts - 1] if again else None
            with self.ledger.writing() as rows:
                rows.execute(
                    "UPDATE messages SET attempts = ?, outcome = ?, due_at = ? WHERE number = ?",
                    (attempts, outcome, due_at, message["number"]),
                )

    def messages(self, *, payment_id: str = "", limit: int = 200) -> list[dict[str, object]]:
        """Show the newest messages and how telling them went, the newest first."""
        with self.ledger.reading() as rows:
            found = rows.execute(
                "SELECT * FROM messages WHERE ? IN ('', payment_id) ORDER BY number DESC LIMIT ?",
                (payment_id, limit),
            ).fetchall()
        return [
            {
                **{name: row[name] for name in row.keys() if name != "body"},  # noqa: SIM118
                "signature": signature(
                    row["body"].encode(), self.accounts[row["account"]].webhook_secret
                ),
                "body": row["body"],
            }
            for row in found
            if row["account"] in self.accounts
        ]

    def _address(self, rows: sqlite3.Connection, account: str) -> str:
        row = rows.execute("SELECT url FROM callbacks WHERE account = ?", (account,)).fetchone()
        return str(row["url"]) if row else self.callbacks.get(account, "")

    def _call(self, message: sqlite3.Row) -> tuple[str, bool]:
        """Make one call; answers with what came of it, and whether it arrived."""
        with self.ledger.reading() as rows:
            url = urlsplit(self._address(rows, message["account"]))
        account = self.accounts.get(message["account"])
        if account is None or url.scheme not in {"http", "https"} or not url.hostname:
            return "nowhere to call", True
        body = message["body"].encode()
        connection = _connection(url.scheme, url.hostname, url.port)
        try:
            connection.request(
                "POST",
                f"{url.path or '/'}{'?' + url.query if url.query else ''}",
                body=body,
                headers={
                    "Host": url.netloc,
                    "Content-Type": "application/json",
                    "Pay-Signature": signature(body, account.webhook_secret),
                },
            )
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as failure:
            return type(failure).__name__, False
        finally:
            connection.close()
        return str(status), status in SUCCESSES


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """Connect; names under ``localhost`` are this machine, though not every resolver knows."""
    machine = "127.0.0.1" if host.endswith(".localhost") else host
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(machine, port, timeout=PATIENCE, context=context)
    return http.client.HTTPConnection(machine, port, timeout=PATIENCE)
