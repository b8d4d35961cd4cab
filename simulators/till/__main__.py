"""
Play a till: python -m simulators.till --url URL --key KEY --state FILE COMMAND …

Commands: `book`, `sell CARD PENCE [--meal] [--offline]`, `forward [--times N] [--shuffled SEED]`.
"""

import argparse
import json
import random
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from simulators.till.device import NotSold, Send, Till

SECONDS = 10


def over_http(url: str, key: str, host: str) -> Send:
    """Return what talks to a council's site."""

    def send(method: str, path: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(
            url.rstrip("/") + path,
            data=json.dumps(body).encode() if body is not None else None,
            method=method,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        if host:
            request.add_header("Host", host)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            try:
                return error.code, json.load(error)
            except ValueError:
                return error.code, {}

    return send


def nowhere(method: str, path: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
    """Have no connection."""
    raise OSError(f"No connection for {method} {path}.")


def main() -> int:
    """Do one thing with the till and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m simulators.till", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--host", default="", help="the council's hostname, if not in the address")
    parser.add_argument("--key", required=True)
    parser.add_argument("--state", type=Path, required=True, metavar="FILE")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("book")
    sell = commands.add_parser("sell")
    sell.add_argument("card")
    sell.add_argument("pence", type=int)
    sell.add_argument("--meal", action="store_true")
    sell.add_argument("--offline", action="store_true")
    forward = commands.add_parser("forward")
    forward.add_argument("--times", type=int, default=1)
    forward.add_argument("--shuffled", type=int, metavar="SEED")
    given = parser.parse_args()
    offline = getattr(given, "offline", False)
    till = Till(given.state, nowhere if offline else over_http(given.url, given.key, given.host))
    try:
        print(json.dumps(_done(till, given), indent=2))
    except (NotSold, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _done(till: Till, given: argparse.Namespace) -> Any:
    if given.command == "book":
        return till.fetch_book()
    if given.command == "sell":
        return till.sell(given.card, given.pence, is_meal=given.meal)
    shuffled = random.Random(given.shuffled) if given.shuffled is not None else None
    return {"told": till.forward(times=given.times, shuffled=shuffled)}


if __name__ == "__main__":
    raise SystemExit(main())
