"""One demonstration a checkout: the lock that a running one holds, and the way to stop it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from script.launch.console import LaunchError
from script.launch.processes import started_at, wait_until_gone

#: Longer than everything together may take to end.
PATIENCE = 90.0


@dataclass
class Instance:
    """The claim of one launcher on its checkout; the kernel lifts it when the launcher dies."""

    file: Path
    held: IO[str] | None = None

    def claim(self, *, port: int) -> None:
        """
        This will take the claim and note who has it.

        :raises LaunchError: if a demonstration of this checkout runs already
        """
        if not self._lock():
            raise LaunchError(
                f"This demonstration already runs{self._where()}. Stop it with script/demo --stop."
            )
        if self.held is not None:
            me = os.getpid()
            note = {"pid": me, "started_at": started_at(me), "port": port}
            self.held.truncate(0)
            self.held.write(json.dumps(note))
            self.held.flush()

    def _lock(self) -> bool:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        opened = self.file.open("a+")
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            opened.close()
            return False
        self.held = opened
        return True

    def release(self) -> None:
        """This will give the claim up."""
        if self.held is not None:
            self.held.close()
            self.held = None

    def stop(self) -> bool:
        """
        This will stop whoever has the claim, and tell whether anybody had.

        :raises LaunchError: if the one who has it does not end
        """
        if self._lock():
            self.release()
            return False
        holder = self._holder()
        if holder is None:
            time.sleep(0.5)  # it has only just taken the claim and has not signed it yet
            holder = self._holder()
        if holder is None:
            raise LaunchError(f"Something holds {self.file} without saying who it is.")
        os.kill(holder, signal.SIGTERM)
        if not wait_until_gone(holder, PATIENCE):
            raise LaunchError(f"The demonstration (process {holder}) does not stop.")
        return True

    def _holder(self) -> int | None:
        """Name the process that signed the claim, if it is the very same one."""
        note = self._note()
        pid = note.get("pid", 0)
        return pid if pid and started_at(pid) == note.get("started_at") else None

    def _note(self) -> dict[str, int]:
        try:
            return dict(json.loads(self.file.read_text()))
        except (OSError, ValueError):
            return {}

    def _where(self) -> str:
        port = self._note().get("port")
        return f" at port {port}" if port else ""
