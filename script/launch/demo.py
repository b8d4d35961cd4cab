"""
Start everything with demonstration data: script/demo [--port N] [--fresh] [--stop].

The first run installs, migrates and fills the database; later ones keep what is there and start
in seconds. Ctrl-C stops all of it.
"""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Sequence
from types import FrameType

from script.launch.checkout import Checkout
from script.launch.console import say
from script.launch.demo_addresses import Addresses
from script.launch.demonstration import Demonstration
from script.launch.instance import Instance


def main(arguments: Sequence[str]) -> int:
    """This will start the demonstration and look after it, or stop the one that runs."""
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the web; four more follow it")
    parser.add_argument("--fresh", action="store_true", help="throw away all data and begin anew")
    parser.add_argument("--stop", action="store_true", help="stop the one that runs")
    chosen = parser.parse_args(arguments)
    checkout = Checkout.here()
    checkout.make_folders()
    instance = Instance(checkout.var / "demo.lock")
    if chosen.stop:
        say("Stopped." if instance.stop() else "Nothing runs.")
        return 0
    addresses = Addresses(chosen.port)
    instance.claim(port=chosen.port)
    try:
        addresses.refuse_if_taken()
        _run(Demonstration(checkout, addresses), fresh=chosen.fresh)
    finally:
        instance.release()
    return 0


def _run(demonstration: Demonstration, *, fresh: bool) -> None:
    began = time.monotonic()
    _treat_every_goodbye_alike()
    try:
        demonstration.install()
        if fresh:
            demonstration.forget_everything()
        demonstration.start()
        say(f"\nReady in {time.monotonic() - began:.1f} s.\n")
        say(demonstration.told())
        say("\nCtrl-C stops it. Logs are in var/log; var/demo.json tells other programs the same.")
        demonstration.look_after()
    except KeyboardInterrupt:
        say("\nStopping.")
    finally:
        for word in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(word, signal.SIG_IGN)
        demonstration.stop()


def _treat_every_goodbye_alike() -> None:
    """Let SIGTERM end it as Ctrl-C does, and SIGINT even where a shell in the background hid it."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # which is what nohup asks for
        signal.signal(signal.SIGHUP, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
