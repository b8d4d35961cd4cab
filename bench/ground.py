"""The ground on which is measured: a server, data sets, folders, and how long to measure."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import datasets
from bench.floor import Floor
from bench.server import Server
from script.launch import environment
from script.launch.checkout import Checkout
from script.launch.console import say
from script.launch.processes import is_alive

#: Stand in the data sets for addresses that only running programs know.
_NOWHERE = {
    "MOOTHALL_DEMO_BACKOFFICE_URL": "http://127.0.0.1:1",
    "MOOTHALL_DEMO_NOTIFY_URL": "http://127.0.0.1:2",
    "MOOTHALL_DEMO_MAILBOX_URL": "http://127.0.0.1:3",
    "MOOTHALL_DEMO_LEDGER_URL": "http://127.0.0.1:4",
    "MOOTHALL_DEMO_GOVUK_PAY_URL": "http://127.0.0.1:7",
    "MOOTHALL_DEMO_PAY360_URL": "http://127.0.0.1:5",
    "MOOTHALL_DEMO_GOCARDLESS_URL": "http://127.0.0.1:5",
}


@dataclass(frozen=True)
class Effort:
    """How much is measured: enough to trust, or just enough to see that it runs."""

    seconds: float
    rounds: int
    requests: int
    drafts: int
    cases: tuple[int, int]
    addresses: int
    typed: int
    submissions: int
    #: In each of the twenty councils of the desk.
    people: int
    #: How long a hundred agents are followed.
    working_seconds: int


FULL = Effort(
    seconds=6, rounds=3, requests=400, drafts=4_000, cases=(1_000, 100_000),
    addresses=1_000_000, typed=2_000, submissions=20, people=100_000,
    working_seconds=600,
)  # fmt: skip
QUICK = Effort(
    seconds=1, rounds=1, requests=40, drafts=200, cases=(200, 2_000),
    addresses=20_000, typed=200, submissions=3, people=1_000,
    working_seconds=15,
)  # fmt: skip


@dataclass
class Ground:
    """What every measurement stands on."""

    checkout: Checkout
    server: Server
    effort: Effort
    wanted: frozenset[str] = frozenset()
    started: float = field(default_factory=time.monotonic)

    @classmethod
    @contextmanager
    def prepared(cls, effort: Effort, *, wanted: frozenset[str]) -> Iterator["Ground"]:
        """This will start the server, and leave nothing running but data sets on disk."""
        root = Checkout.here()
        checkout = Checkout(root.root, root.var / "bench")
        checkout.make_folders()
        with Server.running(checkout) as server:
            ground = cls(checkout, server, effort, wanted)
            environment.collect_static(checkout, ground.environment("postgres"))
            try:
                yield ground
            finally:
                _drop_leftovers(server)

    @property
    def folder(self) -> Path:
        """Where data sets and what programs leave behind are kept."""
        return self.checkout.var

    @cached_property
    def floor(self) -> Floor:
        """What this machine does at best, measured at first use and once."""
        return Floor(self)

    def say(self, words: str) -> None:
        """This will tell whoever waits what is being done."""
        say(f"{time.monotonic() - self.started:5.0f} s  {words}")

    def environment(self, database: str, *extra: Mapping[str, str]) -> dict[str, str]:
        """This will give the environment of a program of the product."""
        own = {
            "MOOTHALL_SECRETS_DIR": str(self.checkout.secrets),
            "MOOTHALL_SECRET_KEY": "a-key-for-measuring-that-guards-nothing",
            "MOOTHALL_INSECURE_HTTP": "1",
            "MOOTHALL_TESTING": "0",
            "MOOTHALL_DEBUG": "0",
            **_NOWHERE,
        }
        made = environment.for_programs(
            self.checkout, own, self.server.environment(database), *extra
        )
        return {**made, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def inside(self, database: str, program: str, *arguments: str) -> Any:
        """
        This will run one of the programs of `bench.inside` on a database and give its answer.

        :raises RuntimeError: with all it had to say, if it fails
        """
        answer = self.run(database, "-m", f"bench.inside.{program}", *arguments)
        return json.loads(answer.splitlines()[-1])

    def run(self, database: str, *arguments: str, as_owner: bool = False) -> str:
        """
        This will run Python on a database and give what it printed.

        :raises RuntimeError: with all it had to say, if it fails
        """
        extra = {"MOOTHALL_DATABASE_ROLE": "owner"} if as_owner else {}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.checkout.root,
            env=self.environment(database, extra),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def dataset(self, name: str) -> str:
        """This will give the database of a data set, made at first use."""
        return datasets.ready(self, name)

    @contextmanager
    def clone(self, name: str) -> Iterator[str]:
        """This will give a copy of a data set that may be written to, and drop it after."""
        source = self.dataset(name)
        with self.database_for_a_while(source) as copy:
            yield copy

    @contextmanager
    def database_for_a_while(self, template: str = "template1") -> Iterator[str]:
        """This will give a database for a while, empty unless it is made from another."""
        name = f"{datasets.CLONE}{os.getpid()}_{time.monotonic_ns()}"
        self.server.create(name, template)
        try:
            yield name
        finally:
            self.server.drop(name)


def _drop_leftovers(server: Server) -> None:
    """Drop what runs that were killed have left, and nothing of those that go on."""
    for leftover in server.databases(datasets.CLONE):
        pid = int(leftover.removeprefix(datasets.CLONE).partition("_")[0])
        if pid == os.getpid() or not is_alive(pid):
            server.drop(leftover)
