"""
The councils in force: whose rows the present request or job may see at all.

The database enforces it. `moothall.council_ids` is a setting of the connection that every
council-owned table's policy compares with; empty or absent means nothing is visible. Python keeps
the same list beside it, so that managers can add the plain `council_id = …` which indexes need.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import InterfaceError, OperationalError, connection

from moothall.kernel.errors import ScopeMissing

_in_force: ContextVar[tuple[int, ...]] = ContextVar("councils_in_force", default=())

#: Told by the councils app at start-up; the kernel itself knows no table of councils.
_every_council: list[Callable[[], tuple[int, ...]]] = []


def councils_in_force() -> tuple[int, ...]:
    """Return the ids of the councils whose rows are visible now; empty if none."""
    return _in_force.get()


def current_council_id() -> int:
    """
    Return the id of the one council in force.

    :raises ScopeMissing: if there is none, or more than one
    """
    councils = _in_force.get()
    if len(councils) != 1:
        raise ScopeMissing(f"Exactly one council must be in force here; there are {len(councils)}.")
    return councils[0]


@contextmanager
def acting_for(*council_ids: int) -> Iterator[None]:
    """
    Put these councils, and no others, in force until the block ends.

    May be nested. Inside a transaction that is already broken nothing is said to the database on
    the way out: the rollback restores the setting that the transaction began with.
    """
    before = _in_force.get()
    token = _in_force.set(tuple(council_ids))
    try:
        _tell_database(council_ids)
        yield
    finally:
        _in_force.reset(token)
        if tuple(council_ids) != before:
            _restore_database(before)


@contextmanager
def crossing_councils() -> Iterator[None]:
    """Put every council in force; for jobs of the platform alone, never for a person's request."""
    if not _every_council:
        raise ScopeMissing("Nobody has said which councils there are.")
    with acting_for(*_every_council[0]()):
        yield


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Return the name under which a cache keeps something for the councils in force alone."""
    councils = ",".join(str(council_id) for council_id in _in_force.get())
    return f"{key_prefix}:{version}:{councils}:{key}"


def tell_every_council_with(source: Callable[[], tuple[int, ...]]) -> None:
    """Let `source` answer which councils exist; called once by the app that owns them."""
    _every_council[:] = [source]


def _tell_database(council_ids: tuple[int, ...]) -> None:
    """
    Set the connection's scope, on a fresh connection if the old one has died.

    This is the first statement of every request, so it also does what a health check would do
    without costing a statement of its own.
    """
    try:
        _set(council_ids)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        _set(council_ids)


def _restore_database(council_ids: tuple[int, ...]) -> None:
    if connection.connection is None:
        return  # a new connection begins without scope, which is the safe side
    if connection.in_atomic_block and connection.needs_rollback:
        return
    try:
        _set(council_ids)
    except (OperationalError, InterfaceError):
        # The connection is dead or its transaction broken: let nobody inherit it.
        if connection.in_atomic_block:
            connection.needs_rollback = True
        else:
            connection.close()


def _set(council_ids: tuple[int, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('moothall.council_ids', %s, false)",
            [",".join(str(council_id) for council_id in council_ids)],
        )
