"""The exchange: its calls, and the events that are still to be told."""

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulators.ledger import Ledger
from simulators.trouble import Kind, Troubles

SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    id TEXT PRIMARY KEY,
    caller TEXT NOT NULL,
    called TEXT NOT NULL,
    queue TEXT NOT NULL,
    agents TEXT NOT NULL,
    direction TEXT NOT NULL,
    extension TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    began_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at REAL,
    is_turned INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT ''
);
"""
TABLES = ("call", "event")
TROUBLES = (
    Kind("repeat_events", "Tell twice", "Tell every event twice, with the same id."),
    Kind("repeat_with_new_ids", "Tell twice under new ids", "As a relay in between does."),
    Kind("late_events", "Tell late", "Tell every event so many seconds later.", {"seconds": 20.0}),
    Kind(
        "disorder_events",
        "Tell in disorder",
        "Hold events back for so many seconds and tell the newest first.",
        {"seconds": 5.0},
    ),
    Kind("lose_events", "Lose events", "Never tell."),
    Kind("unsigned_events", "Sign wrongly", "Sign with another secret."),
)
#: From which states a call can go where.
STEPS = {"answer": ("ringing", "answered"), "hang_up": ("ringing", "answered")}


class NoSuchStepError(ValueError):
    """A call cannot do this now."""


@dataclass(frozen=True)
class DueEvent:
    """An event to be told."""

    number: int
    id: str
    body: str
    attempts: int


@dataclass
class Exchange:
    """All calls, and what is to be told of them; it still knows after a kill."""

    ledger: Ledger
    troubles: Troubles

    def ring(
        self,
        caller: str,
        called: str,
        *,
        queue: str = "",
        agents: Sequence[str] = (),
        direction: str = "inbound",
    ) -> dict[str, Any]:
        """Begin a call."""
        call_id = secrets.token_hex(8)
        with self.ledger.writing() as rows:
            rows.execute(
                "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, '', 'ringing', ?)",
                (call_id, caller, called, queue, json.dumps(list(agents)), direction, time.time()),
            )
        self._note("call.new", call_id)
        return self.call(call_id)

    def answer(self, call_id: str, extension: str) -> dict[str, Any]:
        """Let an extension answer, or take over, a call."""
        self._step(call_id, "answer", "answered", extension)
        self._note("call.answered", call_id)
        return self.call(call_id)

    def hang_up(self, call_id: str, cause: str = "") -> dict[str, Any]:
        """End a call."""
        was = self.call(call_id)["state"]
        self._step(call_id, "hang_up", "ended", "")
        cause = cause or ("hangup" if was == "answered" else "no_answer")
        self._note("call.ended", call_id, cause=cause)
        return self.call(call_id)

    def call(self, call_id: str) -> dict[str, Any]:
        """
        Return a call.

        :raises LookupError: if there is none of this id
        """
        with self.ledger.reading() as rows:
            row = rows.execute("SELECT * FROM call WHERE id = ?", (call_id,)).fetchone()
        if row is None:
            raise LookupError("There is no such call.")
        return {**dict(row), "agents": json.loads(row["agents"])}

    def calls(self) -> list[dict[str, Any]]:
        """Return the last calls, newest first."""
        with self.ledger.reading() as rows:
            found = rows.execute("SELECT * FROM call ORDER BY began_at DESC LIMIT 50").fetchall()
        return [{**dict(row), "agents": json.loads(row["agents"])} for row in found]

    def events(self) -> list[dict[str, Any]]:
        """Return what was told, and what became of it, newest first."""
        with self.ledger.reading() as rows:
            found = rows.execute("SELECT * FROM event ORDER BY number DESC LIMIT 200").fetchall()
        return [{**dict(row), "body": json.loads(row["body"])} for row in found]

    def due(self) -> list[DueEvent]:
        """Return what is to be told now, in the order in which to tell it."""
        with self.ledger.reading() as rows:
            found = rows.execute(
                "SELECT * FROM event WHERE due_at <= ? ORDER BY number", (time.time(),)
            ).fetchall()
        turned = [row for row in found if row["is_turned"]]
        straight = [row for row in found if not row["is_turned"]]
        return [
            DueEvent(row["number"], row["id"], row["body"], row["attempts"])
            for row in (*straight, *reversed(turned))
        ]

    def note_told(self, event: DueEvent, outcome: str, again_at: float | None) -> None:
        """Remember what became of telling, and when it is told again, if ever."""
        with self.ledger.writing() as rows:
            rows.execute(
                "UPDATE event SET outcome = ?, attempts = attempts + 1, due_at = ? "
                "WHERE number = ?",
                (outcome, again_at, event.number),
            )

    def _step(self, call_id: str, step: str, after: str, extension: str) -> None:
        with self.ledger.writing() as rows:
            done = rows.execute(
                "UPDATE call SET state = ?, extension = CASE WHEN ? = '' THEN extension ELSE ? END "
                "WHERE id = ? AND state IN (?, ?)",
                (after, extension, extension, call_id, *STEPS[step]),
            )
            if done.rowcount == 0:
                raise NoSuchStepError("The call cannot do this now.")

    def _note(self, kind: str, call_id: str, **more: str) -> None:
        call = self.call(call_id)
        body = {
            "type": kind,
            "timestamp": datetime.now(UTC).isoformat(),
            "data": {
                "call_id": call_id,
                "direction": call["direction"],
                "from": call["caller"],
                "to": call["called"],
                "queue": call["queue"],
                "agents": call["agents"],
                "extension": call["extension"],
                **more,
            },
        }
        hold, is_turned = self._hold()
        event_id = f"evt_{secrets.token_hex(12)}"
        with self.ledger.writing() as rows:
            rows.execute(
                "INSERT INTO event (id, body, due_at, is_turned) VALUES (?, ?, ?, ?)",
                (event_id, json.dumps(body), time.time() + hold, is_turned),
            )

    def _hold(self) -> tuple[float, bool]:
        """Return for how long an event is held back, and whether the newest is then told first."""
        late = self.troubles.take("late_events", "event")
        turned = self.troubles.take("disorder_events", "event")
        hold = max(float(one["seconds"]) for one in (late, turned, {"seconds": 0.0}) if one)
        return hold, turned is not None
