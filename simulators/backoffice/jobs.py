"""The jobs that councils have given the contractor, and what has become of them."""

import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simulators.backoffice.jurisdictions import Jurisdiction, Service
from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service_request_id TEXT UNIQUE,
    jurisdiction TEXT NOT NULL,
    service_code TEXT NOT NULL,
    service_name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'OPEN',
    status_notes TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL,
    scheduled_on TEXT NOT NULL DEFAULT '',
    requested_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    times_received INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS job_keys (
    jurisdiction TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS job_keys_by_key ON job_keys (jurisdiction, kind, key);
CREATE TABLE IF NOT EXISTS photos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    jurisdiction TEXT NOT NULL,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ready_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    description TEXT NOT NULL,
    scheduled_on TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS updates_by_time ON updates (at);
CREATE TABLE IF NOT EXISTS follow_ups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    update_id TEXT,
    content TEXT NOT NULL,
    at REAL NOT NULL,
    UNIQUE (job_id, update_id)
);
"""
TABLES = ("follow_ups", "updates", "tokens", "photos", "job_keys", "jobs")


@dataclass(frozen=True)
class Status:
    """One thing that a crew can say about a job."""

    code: str
    label: str
    crew_code: str
    closes: bool


STATUSES = {
    status.code: status
    for status in (
        Status("OPEN", "Received", "NEW", closes=False),
        Status("INVESTIGATING", "Being inspected", "INS", closes=False),
        Status("IN_PROGRESS", "Accepted, in progress", "ACC", closes=False),
        Status("ACTION_SCHEDULED", "Scheduled", "SCH", closes=False),
        Status("FIXED", "Done", "CMP", closes=True),
        Status("NO_FURTHER_ACTION", "No action", "NFA", closes=True),
        Status("DUPLICATE", "Duplicate", "DUP", closes=True),
        Status("NOT_COUNCILS_RESPONSIBILITY", "Not our responsibility", "NOR", closes=True),
    )
}


@dataclass(frozen=True)
class NewJob:
    """What a council asks for."""

    service: Service
    content: Mapping[str, object]
    keys: Mapping[str, str]
    """The sender's own references for this request, by kind; each names one job for ever."""
    photos: Sequence[tuple[str, str, bytes]] = ()


@dataclass(frozen=True)
class Update:
    """One thing that a crew said about a job."""

    update_id: str
    service_request_id: str
    status: str
    description: str
    scheduled_on: str
    at: float


@dataclass(frozen=True)
class Job:
    """One piece of work."""

    id: int
    service_request_id: str
    jurisdiction: str
    service_code: str
    service_name: str
    status: str
    status_notes: str
    content: dict[str, object]
    scheduled_on: str
    requested_at: float
    updated_at: float
    times_received: int
    updates: list[Update] = field(default_factory=list)
    follow_ups: list[dict[str, object]] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return STATUSES[self.status].closes

    @property
    def status_label(self) -> str:
        """The crew's word for its status."""
        return STATUSES[self.status].label


class JobBook:
    """All jobs of all councils."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep the jobs in this file."""
        self.ledger = ledger

    def receive(
        self, jurisdiction: Jurisdiction, new: NewJob, *, at: float, keys_are_honoured: bool
    ) -> Job:
        """Take a job on, or find the one that was taken on before under one of its keys."""
        with self.ledger.writing() as rows:
            known = _job_with_key(rows, jurisdiction.id, new.keys) if keys_are_honoured else None
            if known is not None:
                rows.execute(
                    "UPDATE jobs SET times_received = times_received + 1 WHERE id = ?", (known,)
                )
                return _job(rows.execute("SELECT * FROM jobs WHERE id = ?", (known,)).fetchone())
            job_id = rows.execute(
                "INSERT INTO jobs (jurisdiction, service_code, service_name, content, "
                "requested_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    jurisdiction.id,
                    new.service.code,
                    new.service.name,
                    json.dumps(new.content),
                    at,
                    at,
                ),
            ).lastrowid
            rows.execute(
                "UPDATE jobs SET service_request_id = ? WHERE id = ?",
                (f"{jurisdiction.prefix}{job_id:06d}", job_id),
            )
            rows.executemany(
                "INSERT INTO job_keys VALUES (?, ?, ?, ?)",
                [(jurisdiction.id, kind, key, job_id) for kind, key in new.keys.items()],
            )
            rows.executemany(
                "INSERT INTO photos (job_id, name, content_type, content) VALUES (?, ?, ?, ?)",
                [(job_id, *photo) for photo in new.photos],
            )
            return _job(rows.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone())

    def issue_token(self, job: Job, *, ready_at: float) -> str:
        """Give a token in place of the job's number; the number follows at that moment."""
        with self.ledger.writing() as rows:
            held = rows.execute("SELECT token FROM tokens WHERE job_id = ?", (job.id,)).fetchone()
            if held is not None:
                return str(held["token"])
            token = secrets.token_hex(8)
            rows.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?)",
                (token, job.jurisdiction, job.id, ready_at),
            )
            return token

    def behind_token(self, jurisdiction: str, token: str) -> tuple[str, float] | None:
        """Find the job's number behind a token, and from when it may be told."""
        with self.ledger.reading() as rows:
            found = rows.execute(
                "SELECT service_request_id, ready_at FROM tokens JOIN jobs ON jobs.id = job_id "
                "WHERE token = ? AND tokens.jurisdiction = ?",
                (token, jurisdiction),
            ).fetchone()
        return None if found is None else (found["service_request_id"], found["ready_at"])

    def find(self, service_request_id: str, *, jurisdiction: str = "") -> Job | None:
        """Find a job with all that was said about it."""
        with self.ledger.reading() as rows:
            row = rows.execute(
                "SELECT * FROM jobs WHERE service_request_id = ? AND ? IN ('', jurisdiction)",
                (service_request_id, jurisdiction),
            ).fetchone()
            return None if row is None else _whole_job(rows, row)

    def choose(
        self, where: Sequence[tuple[str, Sequence[object]]], *, limit: int, skip: int = 0
    ) -> list[Job]:
        """
        Find jobs, newest first.

        :param where: conditions in SQL, each with what its question marks stand for
        """
        condition = " AND ".join(f"({one})" for one, _ in where) or "1"
        with self.ledger.reading() as rows:
            found = rows.execute(
                f"SELECT * FROM jobs WHERE {condition} ORDER BY id DESC LIMIT ? OFFSET ?",
                (*(value for _, values in where for value in values), limit, skip),
            ).fetchall()
            return [_whole_job(rows, row) for row in found]

    def set_status(self, job: Job, *, status: str, note: str, scheduled_on: str, at: float) -> None:
        """Write down what a crew says about a job."""
        with self.ledger.writing() as rows:
            rows.execute(
                "UPDATE jobs SET status = ?, status_notes = ?, scheduled_on = ?, updated_at = ? "
                "WHERE id = ?",
                (status, note, scheduled_on, at, job.id),
            )
            rows.execute(
                "INSERT INTO updates (job_id, status, description, scheduled_on, at) "
                "VALUES (?, ?, ?, ?, ?)",
                (job.id, status, note, scheduled_on, at),
            )

    def updates_between(self, jurisdiction: str, start: float, end: float) -> list[Update]:
        """Show what crews said in this while, oldest first; both ends belong to it."""
        with self.ledger.reading() as rows:
            return [
                _update(row)
                for row in rows.execute(
                    "SELECT updates.*, service_request_id FROM updates "
                    "JOIN jobs ON jobs.id = job_id "
                    "WHERE jurisdiction = ? AND at >= ? AND at < ? + 1 ORDER BY updates.id",
                    (jurisdiction, start, end),
                )
            ]

    def add_follow_up(
        self, job: Job, *, update_id: str | None, content: Mapping[str, object], at: float
    ) -> str:
        """Add what the council passes on from the resident; the same one twice is kept once."""
        with self.ledger.writing() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO follow_ups (job_id, update_id, content, at) "
                "VALUES (?, ?, ?, ?)",
                (job.id, update_id, json.dumps(content), at),
            )
            kept = rows.execute(
                "SELECT max(id) AS id FROM follow_ups WHERE job_id = ? AND update_id IS ?",
                (job.id, update_id),
            ).fetchone()
            return f"{job.service_request_id}-F{kept['id']}"

    def photo(self, number: int) -> tuple[str, bytes] | None:
        """Find a photo's type and content."""
        with self.ledger.reading() as rows:
            row = rows.execute(
                "SELECT content_type, content FROM photos WHERE id = ?", (number,)
            ).fetchone()
        return None if row is None else (row["content_type"], row["content"])

    def jobs_per_key(self) -> dict[str, int]:
        """Count the jobs held under each of the senders' keys: one each, if all went well."""
        with self.ledger.reading() as rows:
            return {
                f"{row['jurisdiction']} {row['kind']} {row['key']}": row["jobs"]
                for row in rows.execute(
                    "SELECT jurisdiction, kind, key, count(*) AS jobs FROM job_keys "
                    "GROUP BY jurisdiction, kind, key"
                )
            }

    def keys_of(self, job: Job) -> dict[str, str]:
        """Show the sender's keys for a job."""
        with self.ledger.reading() as rows:
            return {
                row["kind"]: row["key"]
                for row in rows.execute(
                    "SELECT kind, key FROM job_keys WHERE job_id = ?", (job.id,)
                )
            }


def _job_with_key(
    rows: sqlite3.Connection, jurisdiction: str, keys: Mapping[str, str]
) -> int | None:
    """Find the job first taken on under any of these keys."""
    for kind, key in keys.items():
        found = rows.execute(
            "SELECT min(job_id) AS id FROM job_keys "
            "WHERE jurisdiction = ? AND kind = ? AND key = ?",
            (jurisdiction, kind, key),
        ).fetchone()
        if found["id"] is not None:
            return int(found["id"])
    return None


def _job(row: sqlite3.Row) -> Job:
    """Read a job from its row."""
    return Job(**{**dict(row), "content": json.loads(row["content"])})


def _whole_job(rows: sqlite3.Connection, row: sqlite3.Row) -> Job:
    """Read a job from its row, with what belongs to it."""
    job = _job(row)
    job.updates.extend(
        _update(update)
        for update in rows.execute(
            "SELECT updates.*, ? AS service_request_id FROM updates WHERE job_id = ? ORDER BY id",
            (job.service_request_id, job.id),
        )
    )
    job.follow_ups.extend(
        {"update_id": follow_up["update_id"], "at": follow_up["at"]}
        | json.loads(follow_up["content"])
        for follow_up in rows.execute(
            "SELECT * FROM follow_ups WHERE job_id = ? ORDER BY id", (job.id,)
        )
    )
    job.photos.extend(
        photo["id"] for photo in rows.execute("SELECT id FROM photos WHERE job_id = ?", (job.id,))
    )
    return job


def _update(row: sqlite3.Row) -> Update:
    """Read an update from its row."""
    return Update(
        update_id=f"{row['service_request_id']}-{row['id']}",
        service_request_id=row["service_request_id"],
        status=row["status"],
        description=row["description"],
        scheduled_on=row["scheduled_on"],
        at=row["at"],
    )
