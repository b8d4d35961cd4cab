"""The file in which a simulator keeps all that it was told."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Ledger:
    """
    A SQLite file that outlives its program.

    What was committed is still there after ``kill -9``: the write-ahead log is replayed when the
    file is next opened. One connection serves all threads in turn, which keeps memory small and
    makes "look, then write" one indivisible step.
    """

    def __init__(self, path: Path, *schemas: str) -> None:
        """Open the file, and lay out the tables that it lacks."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = threading.RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA busy_timeout = 5000")
        self._connection.execute("PRAGMA cache_size = -2000")
        self._connection.execute("PRAGMA foreign_keys = ON")
        for schema in schemas:
            self._connection.executescript(schema)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for looking."""
        with self._turn:
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction: all of it is kept, or none."""
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def empty(self, *tables: str) -> None:
        """Forget every row of these tables."""
        with self.writing() as rows:
            for table in tables:
                rows.execute(f'DELETE FROM "{table}"')

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        with self._turn:
            self._connection.close()
