"""Programs that the launcher starts, looks after and stops."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: A program that ran this long before it died did not die of how it was started.
LONG_ENOUGH = 60.0
SHORTEST_WAIT = 0.5
LONGEST_WAIT = 30.0


def started_with(last_word: signal.Signals, command: Sequence[str]) -> list[str]:
    """
    This will have the kernel send a signal to a program when the launcher dies.

    Even a launcher killed with -9 so leaves nothing behind. Where `setpriv` is missing the
    command stays as it is.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return list(command)
    return [setpriv, "--pdeathsig", last_word.name.removeprefix("SIG"), "--", *command]


def is_alive(pid: int) -> bool:
    """This will tell whether a process still does anything; one that is not reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def started_at(pid: int) -> int:
    """
    This will give the tick at which a process started, which with its number makes it unique.

    :returns: 0 when there is no such process
    """
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(status.rpartition(")")[2].split()[19])


def wait_until_gone(pid: int, patience: float) -> bool:
    """This will wait for the end of a process, and tell whether it came in time."""
    deadline = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@dataclass
class Program:
    """One long-running program: the web, the worker, a simulator."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None
    next_start: float = 0.0
    wait: float = field(default=SHORTEST_WAIT)
    began: float = 0.0

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        if self.process is None or self.process.poll() is not None:
            return None
        return self.process.pid

    def start(self) -> None:
        """This will start the program in a session of its own, out of reach of Ctrl-C."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                started_with(signal.SIGTERM, self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=dict(self.environment),
                start_new_session=True,
            )
        self.began = time.monotonic()

    def look_after(self) -> str:
        """
        This will start the program again if it died, waiting longer each time.

        :returns: what happened, in words, or nothing
        """
        if self.process is None or self.process.poll() is None:
            return ""
        now = time.monotonic()
        if not self.next_start:
            if now - self.began > LONG_ENOUGH:
                self.wait = SHORTEST_WAIT
            self.next_start = now + self.wait
            self.wait = min(self.wait * 2, LONGEST_WAIT)
            _kill_group(self.process.pid)
            return f"{self.name} ended with {self.process.returncode}; see {self.log}"
        if now < self.next_start:
            return ""
        self.next_start = 0.0
        self.start()
        return f"{self.name} started again"

    def ask_to_stop(self) -> None:
        """This will ask the program to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def make_stop(self, deadline: float) -> None:
        """This will wait until the deadline, then end the program and all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
        _kill_group(self.process.pid)
        self.process.wait()
        self.process = None


def _kill_group(leader: int) -> None:
    """End whatever a program that is gone has left running."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
