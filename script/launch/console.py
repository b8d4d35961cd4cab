"""What the launcher says to the person at the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class LaunchError(Exception):
    """
    Something that the person who ran the command can put right.

    Its text says what is wrong and what to do about it, and is printed without a traceback.
    """


def say(text: str = "") -> None:
    """This will print one line at once, also into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """This will print one line on the error stream."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """This will say how long the enclosed work took, once it has gone well."""
    began = time.monotonic()
    yield
    say(f"  {what} ({time.monotonic() - began:.1f} s)")
