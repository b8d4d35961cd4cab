"""What One Login remembers between two requests: requests, codes, tokens and sessions."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
    id TEXT PRIMARY KEY,
    asked TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY,
    asked TEXT NOT NULL,
    person TEXT NOT NULL,
    at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS access_token (
    token TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    asked TEXT NOT NULL,
    person TEXT NOT NULL,
    at REAL NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS assertion (
    jti TEXT PRIMARY KEY,
    at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS session (
    sid TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    person TEXT NOT NULL,
    subject TEXT NOT NULL,
    at REAL NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS logout (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id TEXT NOT NULL,
    url TEXT NOT NULL,
    token TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT ''
);
"""
TABLES = ("request", "code", "access_token", "assertion", "session", "logout")

CODE_LIFE = 300
ACCESS_TOKEN_LIFE = 180
Asked = Mapping[str, object]


@dataclass(frozen=True)
class Grant:
    """A sign-in that was agreed to: by whom, and what was asked."""

    asked: Asked
    person: str
    at: float
    code: str = ""


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in with one client."""

    sid: str
    client_id: str
    person: str
    subject: str


class Register:
    """All of it, in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Remember where it is kept."""
        self._ledger = ledger

    def keep_request(self, asked: Asked, *, at: float) -> str:
        """Keep what a client asked, while somebody chooses whom to be."""
        request_id = secrets.token_urlsafe(16)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO request VALUES (?, ?, ?)", (request_id, json.dumps(asked), at)
            )
        return request_id

    def take_request(self, request_id: str) -> Asked | None:
        """Return a request, once."""
        with self._ledger.writing() as rows:
            row = rows.execute("SELECT * FROM request WHERE id = ?", (request_id,)).fetchone()
            rows.execute("DELETE FROM request WHERE id = ?", (request_id,))
        return None if row is None else _asked(row["asked"])

    def give_code(self, asked: Asked, person: str, *, at: float) -> str:
        """Make a code."""
        code = secrets.token_urlsafe(32)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO code VALUES (?, ?, ?, ?, 0)", (code, json.dumps(asked), person, at)
            )
        return code

    def use_code(self, code: str, *, at: float) -> Grant | None:
        """Return what a code stands for, once; used again, what it brought is taken back."""
        with self._ledger.writing() as rows:
            row = rows.execute("SELECT * FROM code WHERE code = ?", (code,)).fetchone()
            if row is None or row["at"] + CODE_LIFE < at:
                return None
            if row["used"]:
                rows.execute("UPDATE access_token SET ended = 1 WHERE code = ?", (code,))
                return None
            rows.execute("UPDATE code SET used = 1 WHERE code = ?", (code,))
        return Grant(_asked(row["asked"]), row["person"], row["at"], code)

    def give_access(self, grant: Grant, *, at: float) -> str:
        """Make an access token."""
        token = secrets.token_urlsafe(32)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO access_token VALUES (?, ?, ?, ?, ?, 0)",
                (token, grant.code, json.dumps(grant.asked), grant.person, at),
            )
        return token

    def access(self, token: str, *, at: float) -> Grant | None:
        """Return what an access token opens."""
        with self._ledger.reading() as rows:
            row = rows.execute("SELECT * FROM access_token WHERE token = ?", (token,)).fetchone()
        if row is None or row["ended"] or row["at"] + ACCESS_TOKEN_LIFE < at:
            return None
        return Grant(_asked(row["asked"]), row["person"], row["at"])

    def note_assertion(self, jti: str, *, at: float) -> bool:
        """Tell whether a client's assertion comes for the first time."""
        with self._ledger.writing() as rows:
            made = rows.execute("INSERT OR IGNORE INTO assertion VALUES (?, ?)", (jti, at))
            return made.rowcount == 1

    def begin_session(self, client_id: str, person: str, subject: str, *, at: float) -> str:
        """Note that somebody is signed in with a client."""
        sid = secrets.token_hex(16)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, 0)",
                (sid, client_id, person, subject, at),
            )
        return sid

    def end_sessions(self, *, sid: str = "", person: str = "") -> list[Session]:
        """End all sessions of a person, whom one of them may stand for, and return them."""
        with self._ledger.writing() as rows:
            if sid:
                row = rows.execute("SELECT person FROM session WHERE sid = ?", (sid,)).fetchone()
                person = row["person"] if row else ""
            found = rows.execute(
                "SELECT * FROM session WHERE person = ? AND ended = 0", (person,)
            ).fetchall()
            rows.execute("UPDATE session SET ended = 1 WHERE person = ?", (person,))
        return [
            Session(row["sid"], row["client_id"], row["person"], row["subject"]) for row in found
        ]

    def sessions(self) -> list[dict[str, object]]:
        """Show who signed in where, newest first."""
        with self._ledger.reading() as rows:
            return [dict(row) for row in rows.execute("SELECT * FROM session ORDER BY at DESC")]

    def note_logout(self, client_id: str, url: str, token: str, outcome: str) -> None:
        """Note how telling a client went."""
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO logout (client_id, url, token, outcome) VALUES (?, ?, ?, ?)",
                (client_id, url, token, outcome),
            )

    def logouts(self) -> list[dict[str, object]]:
        """Show how telling clients went, newest first."""
        with self._ledger.reading() as rows:
            return [dict(row) for row in rows.execute("SELECT * FROM logout ORDER BY id DESC")]


def _asked(written: str) -> Asked:
    asked: dict[str, object] = json.loads(written)
    return asked
