"""
At whose door a request stands: employees and residents sign in apart.

Libraries look accounts up by themselves. So the door is kept beside the request, as the councils in
force are, and the manager of accounts answers with those of its own kind alone: the session of a
resident finds nobody at the employees' door, and the other way about.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

RESIDENT, STAFF = "resident", "staff"

_kind: ContextVar[str] = ContextVar("kind_at_the_door", default="")


def kind_at_the_door() -> str:
    """Return the kind of accounts that this door knows; empty in jobs, which know them all."""
    return _kind.get()


@contextmanager
def door_of(kind: str) -> Iterator[None]:
    """Let the accounts of this kind alone be found until the block ends."""
    token = _kind.set(kind)
    try:
        yield
    finally:
        _kind.reset(token)
