"""The secrets in addresses and cookies that let a payer at the pages, and a program at one card."""

import secrets

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    is_used INTEGER NOT NULL DEFAULT 0
);
"""
TABLES = ("tokens",)


class Tokens:
    """All of them."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in this file."""
        self._ledger = ledger

    def give(self, purpose: str, payment_id: str) -> str:
        """Make one."""
        token = secrets.token_urlsafe(24)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO tokens (token, purpose, payment_id) VALUES (?, ?, ?)",
                (token, purpose, payment_id),
            )
        return token

    def payment_of(self, purpose: str, token: str) -> str:
        """Tell for which payment one was made, used or not; nothing for none."""
        with self._ledger.reading() as rows:
            row = rows.execute(
                "SELECT payment_id FROM tokens WHERE token = ? AND purpose = ?", (token, purpose)
            ).fetchone()
        return row["payment_id"] if row else ""

    def use(self, purpose: str, token: str) -> bool:
        """Use one up; answers with whether it was still good."""
        with self._ledger.writing() as rows:
            changed = rows.execute(
                "UPDATE tokens SET is_used = 1 WHERE token = ? AND purpose = ? AND NOT is_used",
                (token, purpose),
            )
            return changed.rowcount == 1
