"""
Do the work that waits: script/worker [--queues NAME,NAME] [--concurrency N].

Any number of workers may run, on any number of machines.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from script.launch import environment, packages
from script.launch.checkout import Checkout


def main(arguments: Sequence[str]) -> int:
    """This will become the worker."""
    checkout = Checkout.here()
    checkout.make_folders()
    packages.install(checkout, lock="base")
    surroundings = environment.for_programs(checkout, environment.for_database(checkout))
    program = [*command(checkout), *arguments]
    os.execve(program[0], program, surroundings)


def command(checkout: Checkout) -> list[str]:
    """This will give the worker's command."""
    return [str(checkout.python), "manage.py", "work"]
