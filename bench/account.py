"""The home of the account of somebody who has much with their council."""

import http.client
import time
from collections.abc import Iterator

from bench import programs
from bench.figures import Figure, percentile
from bench.ground import Ground

COUNCIL = "aldermoor"
PATH = "/account/"
REQUESTS = 200
WARM_UP = 20


def measure(ground: Ground) -> Iterator[Figure]:
    """This will count the statements of the home, and open it over and over."""
    with ground.clone("demonstration") as database:
        told = ground.inside(database, "account", COUNCIL, str(REQUESTS))
        yield Figure(
            name="account_home_sql", value=told["statements"], unit="statements", n=1,
            note=f"{REQUESTS} requests, 5 linked accounts, the council not remembered",
        )  # fmt: skip
        with programs.web(ground, database, workers=1) as running:
            took = _milliseconds(ground, running, told["cookie"])
        yield Figure(
            name="account_home_p95_ms", value=percentile(took, 0.95), unit="ms", n=len(took),
            note=f"{REQUESTS} requests, 5 linked accounts; median {percentile(took, 0.5):.1f} ms",
        )  # fmt: skip


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
