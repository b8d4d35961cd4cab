"""Who is signed in on which library website, kept in one SQLite file."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulators.ledger import Ledger
from simulators.library.sign_in_host import Begun, Told

SCHEMA = """
CREATE TABLE IF NOT EXISTS begun (
    state TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    browser TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS visit (
    browser TEXT NOT NULL,
    site TEXT NOT NULL,
    sid TEXT NOT NULL,
    id_token TEXT NOT NULL,
    claims TEXT NOT NULL,
    facts TEXT NOT NULL,
    ended_elsewhere INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (browser, site)
);
"""
TABLES = ("begun", "visit")
SECRET_BYTES = 24


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in on one site, or was until they signed out elsewhere."""

    id_token: str
    claims: Mapping[str, Any]
    facts: Mapping[str, Any]
    ended_elsewhere: bool


@dataclass(frozen=True)
class Register:
    """What the library websites remember."""

    ledger: Ledger

    def begin(self, site: str, browser: str, begun: Begun) -> None:
        """Remember what must fit when the browser comes back."""
        with self.ledger.writing() as rows:
            rows.execute(
                "INSERT INTO begun VALUES (?, ?, ?, ?, ?)",
                (begun.state, site, browser, begun.nonce, begun.verifier),
            )

    def take(self, site: str, browser: str, state: str) -> tuple[str, str] | None:
        """Return nonce and verifier of what this browser began here, this once."""
        with self.ledger.writing() as rows:
            found = rows.execute(
                "DELETE FROM begun WHERE state = ? AND site = ? AND browser = ?"
                " RETURNING nonce, verifier",
                (state, site, browser),
            ).fetchone()
        return (found["nonce"], found["verifier"]) if found else None

    def sign_in(self, site: str, told: Told) -> str:
        """Remember somebody; return what their browser is known by from now on."""
        browser = new_browser()
        with self.ledger.writing() as rows:
            rows.execute(
                "INSERT INTO visit (browser, site, sid, id_token, claims, facts)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    browser,
                    site,
                    told.sid,
                    told.id_token,
                    json.dumps(told.claims),
                    json.dumps(told.facts),
                ),
            )
        return browser

    def visit(self, site: str, browser: str) -> Visit | None:
        """Return who is signed in with a browser."""
        with self.ledger.reading() as rows:
            found = rows.execute(
                "SELECT * FROM visit WHERE browser = ? AND site = ?", (browser, site)
            ).fetchone()
        if found is None:
            return None
        return Visit(
            id_token=found["id_token"],
            claims=json.loads(found["claims"]),
            facts=json.loads(found["facts"]),
            ended_elsewhere=bool(found["ended_elsewhere"]),
        )

    def sign_out(self, site: str, browser: str) -> None:
        """Forget a visit."""
        with self.ledger.writing() as rows:
            rows.execute("DELETE FROM visit WHERE browser = ? AND site = ?", (browser, site))

    def end_elsewhere(self, site: str, sid: str) -> None:
        """End the visits of a session that is over, and forget what was told in them."""
        with self.ledger.writing() as rows:
            rows.execute(
                "UPDATE visit SET ended_elsewhere = 1, facts = '{}', claims = '{}', id_token = ''"
                " WHERE site = ? AND sid = ?",
                (site, sid),
            )


def new_browser() -> str:
    """Return what a browser is known by."""
    return secrets.token_urlsafe(SECRET_BYTES)
