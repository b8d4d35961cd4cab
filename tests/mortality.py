"""How programs of an installation are made to die at a point, and what follows when they have."""

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

PATIENCE = 60.0

#: What is held, or is to be looked at again, for a time.
WAITS = {
    "connectors_delivery": ("lease_until", "next_try_at"),
    "notifications_message": ("lease_until",),
    "payments_payment": ("lease_until", "check_at"),
}


def wait_until(condition, *, what: str, patience: float = PATIENCE):
    """Return the condition's first true value; fail with words if it never comes."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            if value := condition():
                return value
        except (httpx.HTTPError, psycopg.OperationalError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {patience:.0f} seconds")


@dataclass
class Mortal:
    """What `Installation` can do beside starting and ending; see `faults/crash_points.py`."""

    _worker: int = field(default=0, kw_only=True)
    _armed: dict[str, int] = field(default_factory=dict, kw_only=True)

    def start_mortal(self, *names: str) -> None:
        """Start the web or a worker such that they can die; see `faults/crash_points.py`."""
        before = self._newest_worker()
        for name in names:
            program = [sys.executable, "-m", "tests.faults.crash_points", name]
            self._run(name, [*program, str(self.port)] if name == "web" else program)
        if "web" in names:
            wait_until(lambda: self.get("/readyz").status_code == 200, what="The web's start")
        if "worker" in names:
            wait_until(lambda: self._newest_worker() > before, what="A worker")
            self._worker = self._newest_worker()

    def kill_at(self, name: str, *points: str) -> None:
        """Let a program die when it next comes to a point, then when it comes to the next."""
        self._armed[name] = len(points)
        if points:
            self.crash_flag(name).write_text("\n".join((*points, "")), encoding="utf-8")

    def crash_flag(self, name: str) -> Path:
        """Return the file that says at which points a program has still to die."""
        return self.folder / f"crash-{name}"

    def wait_for_death(
        self, name: str, *, patience: float = PATIENCE, lets_go: bool = True
    ) -> None:
        """Wait until a program has died at all of its points; what a dead worker held is let go."""
        while armed := self._armed[name]:
            left = self._points_left(name)
            wait_until(
                lambda: len(self._points_left(name)) < armed,
                what=f"The death of the {name} at {left}", patience=patience,
            )  # fmt: skip
            self._armed[name] = len(self._points_left(name))
            if name == "worker" and lets_go:
                self._worker += armed - self._armed[name]
                wait_until(lambda: self._newest_worker() >= self._worker, what="The next worker")
                self.let_a_minute_pass()

    def wait_for_end(self, name: str) -> None:
        """Wait until a program that dies whole is gone, and forget it."""
        wait_until(lambda: not self.crash_flag(name).exists(), what="The crash")
        process = self.processes.pop(name)
        wait_until(lambda: process.poll() is not None, what="The process's end")

    def let_a_minute_pass(self) -> None:
        """Put back in time whatever waits for time to pass: what the dead held is let go."""
        newest = self._newest_worker()
        with self.connect() as database:
            database.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = "
                "last_heartbeat - interval '1 minute' WHERE id < %s",
                [newest],
            )
            for table, moments in WAITS.items():
                earlier = ", ".join(f"{one} = {one} - interval '90 seconds'" for one in moments)
                database.execute(f"UPDATE {table} SET {earlier}")
            database.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = now() "
                "WHERE status = 'todo' AND scheduled_at > now()"
            )

    def _points_left(self, name: str) -> list[str]:
        try:
            return self.crash_flag(name).read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return []

    def _newest_worker(self) -> int:
        return self.count("SELECT coalesce(max(id), 0) FROM procrastinate_workers")
