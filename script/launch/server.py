"""
Serve the web: script/server [--host HOST] [--port N] [--workers N].

Settings come from the environment; the operator's guide lists them. A proxy stands in front of it
where strangers come in.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from script.launch import environment, packages
from script.launch.checkout import Checkout


def main(arguments: Sequence[str]) -> int:
    """This will become the web server."""
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on")
    parser.add_argument("--workers", type=int, default=0, help="processes; as many as cores")
    chosen = parser.parse_args(arguments)
    checkout = Checkout.here()
    checkout.make_folders()
    packages.install(checkout, lock="base")
    surroundings = environment.for_programs(checkout, environment.for_database(checkout))
    environment.collect_static(checkout, surroundings)
    program = command(checkout, host=chosen.host, port=chosen.port, workers=chosen.workers)
    os.execve(program[0], program, surroundings)


def command(checkout: Checkout, *, host: str, port: int, workers: int = 0) -> list[str]:
    """
    This will give the web server's command.

    One blocking thread a worker: with more, the server opens database connections that it never
    closes. A worker that dies is replaced.
    """
    return [
        str(checkout.python),
        "-m",
        "moothall.config.serve",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers or os.cpu_count() or 1}",
        "--blocking-threads=1",
        "--respawn-failed-workers",
        "--workers-kill-timeout=10",
        "--no-ws",
        "--http=1",
        "--static-path-route=/static",
        f"--static-path-mount={checkout.static}",
        "moothall.config.wsgi:application",
    ]
