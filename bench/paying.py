"""The pages on which people pay: a basket with a few things in it, and the form of one more."""

import http.client
import time
from collections.abc import Iterator

from bench import programs
from bench.figures import Figure, percentile
from bench.ground import Ground

COUNCIL = "aldermoor"
PATHS = ("/basket/", "/pay/garden-waste/", "/pay/council-tax/", "/pay/")
LINES = 5
WARM_UP = 20


def measure(ground: Ground) -> Iterator[Figure]:
    """This will open each of the pages over and over, with a basket; the slowest counts."""
    with ground.clone("demonstration") as database:
        told = ground.inside(database, "paying", COUNCIL, str(LINES))
        with programs.web(ground, database, workers=1) as running:
            took = {path: _milliseconds(ground, running, path, told["cookie"]) for path in PATHS}
    worst = max(PATHS, key=lambda path: percentile(took[path], 0.95))
    each = ", ".join(f"{path} {percentile(took[path], 0.95):.1f}" for path in PATHS)
    yield Figure(
        name="payment_page_p95_ms", value=percentile(took[worst], 0.95), unit="ms",
        n=len(took[worst]), note=f"{LINES} things in the basket; p95 of each: {each}",
    )  # fmt: skip


def _milliseconds(ground: Ground, running: programs.Web, path: str, cookie: str) -> list[float]:
    """
    This will open a page again and again over one connection and give how long each took.

    :raises RuntimeError: if it is not shown
    """
    connection = http.client.HTTPConnection(programs.HOST, running.port, timeout=60)
    headers = {"Host": running.host(COUNCIL), "Cookie": cookie}
    took = []
    for number in range(WARM_UP + ground.effort.requests):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status}.")
        if number >= WARM_UP:
            took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return took
