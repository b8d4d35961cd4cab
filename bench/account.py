"""The home of the account of somebody who has much with their council."""

import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench import programs
from bench.figures import Figure, percentile
from bench.ground import Ground

COUNCIL = "aldermoor"
PATH = "/account/"
REQUESTS = 200
WARM_UP = 20
#: How long the back office takes over each account.
SLOW_SECONDS = 2.0
FIGURES = 'data-testid="balance"'


def measure(ground: Ground) -> Iterator[Figure]:
    """This will count the statements of the home, and open it beside a back office that is slow."""
    with ground.clone("demonstration") as database, programs.simulator(ground, "revenues") as port:
        ledger = f"http://{programs.HOST}:{port}"
        told = ground.inside(database, "account", COUNCIL, str(REQUESTS), ledger)
        linked = told["figures"]
        yield Figure(
            name="account_home_sql", value=told["statements"], unit="statements", n=1,
            note=f"{REQUESTS} requests, 50 payments, {len(linked)} linked accounts, "
            "the council not remembered",
        )  # fmt: skip
        _make_slow(port)
        # As the nginx that is shipped does it: what waits for a back office has its own workers.
        with (
            programs.web(ground, database, workers=1) as pages,
            programs.web(ground, database, workers=len(linked)) as waiting,
            _figures_asked(waiting, linked, told["cookie"]) as asked,
        ):
            took = _milliseconds(ground, pages, told["cookie"])
        yield Figure(
            name="account_home_p95_ms", value=percentile(took, 0.95), unit="ms", n=len(took),
            note=f"{REQUESTS} requests, 50 payments; median {percentile(took, 0.5):.1f} ms; "
            f"meanwhile figures of {len(linked)} linked accounts were asked for at a time, "
            f"{len(asked.seconds)} in all, each after {min(asked.seconds):.1f} s or more",
        )  # fmt: skip


@dataclass
class Asked:
    """How long each of the figures took that were asked for beside the homes."""

    seconds: list[float] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


@contextmanager
def _figures_asked(waiting: programs.Web, paths: Sequence[str], cookie: str) -> Iterator[Asked]:
    """
    This will ask for the figures of all accounts at the same time, over and over, meanwhile.

    :raises RuntimeError: if one did not come, or came faster than the back office answers
    """
    asked, over = Asked(), threading.Event()

    def ask(path: str) -> None:
        while not over.is_set() and not asked.mistakes:
            try:
                asked.seconds.append(_seconds_of(waiting, path, cookie))
            except (OSError, http.client.HTTPException, RuntimeError) as mistake:
                asked.mistakes.append(f"{path}: {mistake}")

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if asked.mistakes or min(asked.seconds) < SLOW_SECONDS:
        raise RuntimeError(f"The figures were not waited for: {asked.mistakes or asked.seconds}")


def _seconds_of(waiting: programs.Web, path: str, cookie: str) -> float:
    """
    Ask for the figures of one account and return how long they took.

    :raises RuntimeError: if there are none
    """
    connection = http.client.HTTPConnection(programs.HOST, waiting.port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Host": waiting.host(COUNCIL), "Cookie": cookie})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    if answer.status != http.HTTPStatus.OK or FIGURES not in text:
        raise RuntimeError(f"it answered {answer.status}, without figures.")
    return time.perf_counter() - began


def _make_slow(port: int) -> None:
    """
    Let the back office take its time over everything from now on.

    :raises RuntimeError: if it does not understand
    """
    connection = http.client.HTTPConnection(programs.HOST, port, timeout=60)
    wish = json.dumps({"slow": {"seconds": SLOW_SECONDS}})
    connection.request("POST", "/_control", wish, {"Content-Type": "application/json"})
    if connection.getresponse().status != http.HTTPStatus.OK:
        raise RuntimeError("The back office does not want to be slow.")
    connection.close()


def _milliseconds(ground: Ground, running: programs.Web, cookie: str) -> list[float]:
    """
    This will open the home again and again over one connection and give how long each took.

    :raises RuntimeError: if it is not shown
    """
    connection = http.client.HTTPConnection(programs.HOST, running.port, timeout=60)
    headers = {"Host": running.host(COUNCIL), "Cookie": cookie}
    took = []
    for number in range(WARM_UP + ground.effort.requests):
        began = time.perf_counter()
        connection.request("GET", PATH, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{PATH} answered {answer.status}.")
        if number >= WARM_UP:
            took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return took
