"""The notifications that were taken on, and how far each has come."""

import sqlite3
import uuid
from dataclasses import asdict, dataclass

from simulators.ledger import Ledger
from simulators.notify.services import Callback, Service, Template

SCHEMA = """
CREATE TABLE IF NOT EXISTS notifications (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service_id TEXT NOT NULL,
    service_name TEXT NOT NULL,
    type TEXT NOT NULL,
    recipient TEXT NOT NULL,
    plain_recipient TEXT NOT NULL,
    reference TEXT,
    template_id TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    sender TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'created',
    created_at REAL NOT NULL,
    sent_at REAL,
    completed_at REAL,
    due_at REAL
);
CREATE INDEX IF NOT EXISTS notifications_due ON notifications (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS notifications_by_recipient ON notifications (plain_recipient);
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at REAL,
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS callback_addresses (
    service_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    bearer_token TEXT NOT NULL
);
"""
TABLES = ("callbacks", "notifications")
PAGE_SIZE = 250


@dataclass(frozen=True)
class New:
    """What a service asks to send."""

    service: Service
    template: Template
    recipient: str
    plain_recipient: str
    reference: str | None
    subject: str
    body: str


@dataclass(frozen=True)
class Notification:
    """One text or e-mail."""

    number: int
    id: str
    service_id: str
    service_name: str
    type: str
    recipient: str
    plain_recipient: str
    reference: str | None
    template_id: str
    template_version: int
    subject: str
    body: str
    sender: str
    status: str
    created_at: float
    sent_at: float | None
    completed_at: float | None
    due_at: float | None


@dataclass(frozen=True)
class DueCallback:
    """A notification whose service is still to be told."""

    id: int
    attempts: int
    notification: Notification


class Register:
    """All notifications."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in this file."""
        self._ledger = ledger

    def take_on(self, new: New, *, at: float, due_at: float) -> Notification:
        """Take one on; Notify takes the same one on as often as it is asked to."""
        with self._ledger.writing() as rows:
            number = rows.execute(
                "INSERT INTO notifications (id, service_id, service_name, type, recipient, "
                "plain_recipient, reference, template_id, template_version, subject, body, "
                "sender, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    str(uuid.uuid4()),
                    new.service.id,
                    new.service.name,
                    new.template.type,
                    new.recipient,
                    new.plain_recipient,
                    new.reference,
                    new.template.id,
                    new.template.version,
                    new.subject,
                    new.body,
                    new.service.sms_sender
                    if new.template.type == "sms"
                    else new.service.email_from,
                    at,
                    due_at,
                ),
            ).lastrowid
            return _one(
                rows.execute("SELECT * FROM notifications WHERE number = ?", (number,)).fetchone()
            )

    def find(self, service_id: str, notification_id: str) -> Notification | None:
        """Find one of a service's own."""
        with self._ledger.reading() as rows:
            row = rows.execute(
                "SELECT * FROM notifications WHERE service_id = ? AND id = ?",
                (service_id, notification_id),
            ).fetchone()
        return None if row is None else _one(row)

    def newest(
        self,
        *,
        service_id: str = "",
        recipient: str = "",
        reference: str = "",
        status: str = "",
        kind: str = "",
        older_than: str = "",
        limit: int = PAGE_SIZE,
    ) -> list[Notification]:
        """Find the newest, newest first."""
        wanted = {
            "service_id": service_id,
            "plain_recipient": recipient,
            "reference": reference,
            "status": status,
            "type": kind,
        }
        chosen = {column: value for column, value in wanted.items() if value}
        conditions = [f"{column} = ?" for column in chosen]
        values: list[object] = list(chosen.values())
        if older_than:
            conditions.append("number < (SELECT number FROM notifications WHERE id = ?)")
            values.append(older_than)
        where = " AND ".join(conditions) or "1"
        with self._ledger.reading() as rows:
            found = rows.execute(
                f"SELECT * FROM notifications WHERE {where} ORDER BY number DESC LIMIT ?",
                (*values, limit),
            ).fetchall()
        return [_one(row) for row in found]

    def due(self, now: float) -> list[Notification]:
        """Find those whose next step has come."""
        with self._ledger.reading() as rows:
            return [
                _one(row)
                for row in rows.execute(
                    "SELECT * FROM notifications WHERE due_at <= ? ORDER BY due_at LIMIT 200",
                    (now,),
                )
            ]

    def send(self, notification: Notification, *, at: float, due_at: float | None) -> None:
        """Note that a notification is on its way."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE notifications SET status = 'sending', sent_at = ?, due_at = ? WHERE id = ?",
                (at, due_at, notification.id),
            )

    def complete(
        self, notification: Notification, *, status: str, at: float, tell_times: int
    ) -> None:
        """Note what became of a notification, and that its service is to be told."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE notifications SET status = ?, completed_at = ?, due_at = NULL WHERE id = ?",
                (status, at, notification.id),
            )
            rows.executemany(
                "INSERT INTO callbacks (notification_id, due_at) VALUES (?, ?)",
                [(notification.id, at)] * tell_times,
            )

    def due_callbacks(self, now: float) -> list[DueCallback]:
        """Find the services to be told now."""
        with self._ledger.reading() as rows:
            return [
                DueCallback(row["callback_id"], row["attempts"], _one(row))
                for row in rows.execute(
                    "SELECT notifications.*, callbacks.id AS callback_id, attempts "
                    "FROM callbacks JOIN notifications ON notifications.id = notification_id "
                    "WHERE callbacks.due_at <= ? ORDER BY callbacks.id LIMIT 50",
                    (now,),
                )
            ]

    def note_callback(self, callback: DueCallback, *, outcome: str, due_at: float | None) -> None:
        """Note how telling a service went, and when to try again if at all."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE callbacks SET attempts = attempts + 1, outcome = ?, due_at = ? "
                "WHERE id = ?",
                (outcome, due_at, callback.id),
            )

    def callbacks(self, limit: int = PAGE_SIZE) -> list[dict[str, object]]:
        """Show the newest callbacks, newest first."""
        with self._ledger.reading() as rows:
            return [
                dict(row)
                for row in rows.execute(
                    "SELECT * FROM callbacks ORDER BY id DESC LIMIT ?", (limit,)
                )
            ]

    def callback_address(self, service: Service) -> Callback | None:
        """Find where a service wants to be told: what was set last, or what its file says."""
        with self._ledger.reading() as rows:
            row = rows.execute(
                "SELECT url, bearer_token FROM callback_addresses WHERE service_id = ?",
                (service.id,),
            ).fetchone()
        return service.callback if row is None else Callback(**dict(row))

    def set_callback_address(self, service: Service, callback: Callback) -> None:
        """Set where a service wants to be told."""
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT OR REPLACE INTO callback_addresses VALUES (?, ?, ?)",
                (service.id, callback.url, callback.bearer_token),
            )


def _one(row: sqlite3.Row) -> Notification:
    """Read a notification from its row."""
    names = Notification.__dataclass_fields__
    return Notification(**{name: row[name] for name in names})


def as_json(notification: Notification) -> dict[str, object]:
    """Show all that is known of a notification."""
    return asdict(notification)
