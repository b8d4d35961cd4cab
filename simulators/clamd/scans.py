"""The files that were looked at, by their digests."""

import hashlib
import time

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS scans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    answer TEXT NOT NULL
);
"""
KEPT = 1000


class Scans:
    """All that was looked at."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in this file."""
        self._ledger = ledger

    def note(self, content: bytes, answer: str) -> None:
        """Note what was said of a file."""
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO scans (at, digest, size, answer) VALUES (?, ?, ?, ?)",
                (time.time(), hashlib.sha256(content).hexdigest(), len(content), answer),
            )

    def newest(self) -> list[dict[str, object]]:
        """List them, newest first."""
        with self._ledger.reading() as rows:
            found = rows.execute("SELECT * FROM scans ORDER BY id DESC LIMIT ?", (KEPT,)).fetchall()
        return [dict(row) for row in found]
