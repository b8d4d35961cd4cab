"""Start, stop and ask after the embedded PostgreSQL alone: python3 -m script.launch postgres."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from script.launch.checkout import Checkout
from script.launch.console import say
from script.launch.postgres import EmbeddedServer


def main(arguments: Sequence[str]) -> int:
    """This will do one thing with the server and print the addresses where it is reached."""
    parser = argparse.ArgumentParser(prog="script/launch/run postgres", description=__doc__)
    parser.add_argument("what", choices=("start", "stop", "restart", "remove", "status"))
    parser.add_argument("--name", default="postgres", help="the folder under var (postgres)")
    parser.add_argument(
        "--for-tests", action="store_true", help="may create databases, and trades safety for speed"
    )
    chosen = parser.parse_args(arguments)
    checkout = Checkout.here()
    checkout.make_folders()
    server = EmbeddedServer.of(
        checkout,
        name=chosen.name,
        creates_databases=chosen.for_tests,
        durable=not chosen.for_tests,
    )
    if chosen.what == "remove":
        server.remove()
        return 0
    if chosen.what in {"stop", "restart"}:
        server.stop()
    if chosen.what in {"start", "restart"}:
        server.start(outlive_us=True)
    for name, value in server.environment().items():
        say(f"export {name}='{value}'")
    return 0 if server.is_ready() or chosen.what == "stop" else 1
