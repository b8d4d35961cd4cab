"""The simulator's clock, which can be put forward to see what hours and days bring."""

import time
from datetime import UTC, date, datetime

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS clock (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), ahead REAL);
"""
TABLES = ("clock",)


class Clock:
    """The time of day, and what it was put forward by."""

    def __init__(self, ledger: Ledger) -> None:
        """Remember in this file how far it is ahead."""
        self._ledger = ledger

    def now(self) -> float:
        """Tell the time, in seconds."""
        with self._ledger.reading() as rows:
            row = rows.execute("SELECT ahead FROM clock").fetchone()
        return time.time() + (row["ahead"] if row else 0.0)

    def advance(self, seconds: float) -> float:
        """Put the clock forward; answers with the new time."""
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO clock VALUES (1, ?) "
                "ON CONFLICT (only_one) DO UPDATE SET ahead = ahead + excluded.ahead",
                (seconds,),
            )
        return self.now()


def write_moment(seconds: float) -> str:
    """Write a moment as Pay does, in UTC and with milliseconds."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def day_of(seconds: float) -> date:
    """Tell which day a moment belongs to."""
    return datetime.fromtimestamp(seconds, UTC).date()
