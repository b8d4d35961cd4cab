"""The database that tests and checks use: a server of their own, or the one the shell names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from script.launch.checkout import Checkout
from script.launch.postgres import EmbeddedServer


@contextmanager
def database_for_tests(checkout: Checkout) -> Iterator[dict[str, str]]:
    """
    This will start a server for the tests alone and stop it after them.

    The demonstration's stays as it is. This one may create databases, and is not made to survive
    the machine's loss of power, which costs time and protects nothing here.
    """
    if os.environ.get("DATABASE_URL"):
        yield {}
        return
    server = EmbeddedServer.of(
        checkout, name="postgres-tests", creates_databases=True, durable=False
    )
    if server.is_ready():
        yield server.environment()
        return
    server.start()
    try:
        yield server.environment()
    finally:
        server.stop()
