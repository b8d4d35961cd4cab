"""The floor: what this machine does at best, measured in the same run as what stands on it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.ground import Ground

_INSERT = """\
\\set number random(1, 1000000000)
INSERT INTO floor (number, words) VALUES (:number, 'what a small row of the product holds');
"""
_TABLE = """
    CREATE TABLE floor (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number integer, words text
    )
"""


@dataclass(frozen=True)
class BareWeb:
    """The web server with an application that does nothing."""

    hello_cpu_ms: float
    page_cpu_ms: float
    hello_per_second: float
    page_per_second: float
    worker_mb: float


class Floor:
    """What is measured of the machine itself, each part at first use and once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @cached_property
    def commits_per_second(self) -> float:
        """One-row inserts that sixteen clients of pgbench commit in a second."""
        with self._table() as database:
            return self._pgbench(database, clients=16)

    @cached_property
    def commit_ms(self) -> float:
        """How long one client of pgbench waits for one insert and its commit."""
        with self._table() as database:
            return 1000 / self._pgbench(database, clients=1)

    @cached_property
    def commit_cpu_ms(self) -> float:
        """What PostgreSQL uses of a core for one insert and its commit."""
        server = self._ground.server
        with self._table() as database, server.connect(database) as connection:
            count = 2_000
            before = server.cpu_seconds(database)
            for number in range(count):
                connection.execute(
                    "INSERT INTO floor (number, words) VALUES (%s, %s)", [number, "a small row"]
                )
            return (server.cpu_seconds(database) - before) / count * 1000

    @cached_property
    def web(self) -> BareWeb:
        """What the same web server does with an application that does nothing."""
        from bench import programs  # noqa: PLC0415 - it needs the ground, which needs this
        from bench.load import Request, generator, warm_up  # noqa: PLC0415

        seconds = self._ground.effort.seconds
        with programs.web(
            self._ground, "postgres", application="bench.bare:application", ready_at="/"
        ) as running:
            measured = {}
            warm_up(Request(running.port))
            for path in ("/", "/page"):
                before = running.cpu_seconds()
                done = generator().run(Request(running.port, path), connections=16, seconds=seconds)
                used = (running.cpu_seconds() - before) / max(1, done.requests) * 1000
                measured[path] = (used, done.per_second)
            return BareWeb(
                hello_cpu_ms=measured["/"][0],
                page_cpu_ms=measured["/page"][0],
                hello_per_second=measured["/"][1],
                page_per_second=measured["/page"][1],
                worker_mb=running.worker_memory_mb(),
            )

    @contextmanager
    def _table(self) -> Iterator[str]:
        with self._ground.database_for_a_while() as database:
            with self._ground.server.connect(database) as connection:
                connection.execute(_TABLE)
            yield database

    def _pgbench(self, database: str, *, clients: int) -> float:
        """
        Let clients insert and commit, and return how often they did in a second.

        :raises RuntimeError: if pgbench fails
        """
        script = self._ground.folder / "floor.sql"
        script.write_text(_INSERT)
        command = [
            str(self._ground.server.pgbench()),
            f"--client={clients}",
            f"--jobs={min(clients, 2)}",
            f"--time={max(1, round(self._ground.effort.seconds))}",
            "--no-vacuum",
            f"--file={script}",
            self._ground.server.url(database),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        if found is None:
            raise RuntimeError(f"pgbench failed:\n{done.stdout}{done.stderr}")
        return float(found[1])
