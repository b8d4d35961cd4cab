"""Having letters read in a process of its own, which is ended when one takes too long."""

import contextlib
import selectors
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from moothall.cases.mail.reading.letter import Letter
from moothall.cases.mail.reading.room import LENGTH

#: The largest letter of a common mail server is read in a tenth of it.
PATIENCE = 20.0
_CHUNK = 1 << 16
_SOURCES = str(Path(__file__).resolve().parents[4])


class CouldNotRead(Exception):
    """A letter is too broken, or took too long, to be read by a program."""


class Reader:
    """Somebody who reads letters one after another; a context, since they leave at its end."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._room: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def read(self, raw: bytes) -> Letter:
        """
        Return what is in a letter.

        :raises CouldNotRead: if nothing can be made of it in time
        """
        room = self._entered()
        try:
            line = self._exchange(room, raw)
            if line.strip():
                return Letter.from_json(line)
        except (OSError, ValueError, TypeError) as problem:
            self._leave()
            raise CouldNotRead(str(problem)) from problem
        raise CouldNotRead("Nothing could be made of it.")

    def _exchange(self, room: subprocess.Popen[bytes], raw: bytes) -> bytes:
        """
        Hand a letter over and take the answer, both within one span of patience.

        :raises OSError: if the reader has died or takes too long
        """
        if room.stdin is None or room.stdout is None:
            raise OSError("The reader has no way to be spoken to.")
        given, taken = memoryview(LENGTH.pack(len(raw)) + raw), bytearray()
        deadline = time.monotonic() + self._patience
        with selectors.DefaultSelector() as ready:
            ready.register(room.stdin, selectors.EVENT_WRITE)
            ready.register(room.stdout, selectors.EVENT_READ)
            while not taken.endswith(b"\n"):
                found = ready.select(deadline - time.monotonic())
                if not found or time.monotonic() > deadline:
                    raise OSError("It took too long.")
                for key, _ in found:
                    if key.fileobj is room.stdin:
                        given = given[room.stdin.write(given[:_CHUNK]) or 0 :]
                        if not given:
                            ready.unregister(room.stdin)
                    elif chunk := room.stdout.read(_CHUNK):
                        taken += chunk
                    else:
                        raise OSError("The reader has died.")
        return bytes(taken)

    def _entered(self) -> subprocess.Popen[bytes]:
        if self._room is None or self._room.poll() is not None:
            self._room = subprocess.Popen(  # noqa: S603 - our own program, by its own path
                [sys.executable, "-I", "-c", _STARTS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={"LANG": "C.UTF-8"},
                cwd="/",
            )
        return self._room

    def _leave(self) -> None:
        if self._room is not None:
            self._room.kill()
            with contextlib.suppress(OSError):
                self._room.communicate()
        self._room = None


#: Isolated from the environment, so it is told where the sources lie.
_STARTS = (
    f"import sys; sys.path.insert(0, {_SOURCES!r}); "
    "from moothall.cases.mail.reading.room import main; main()"
)
