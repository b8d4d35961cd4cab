"""Whether staff's pages stay as fast when cases grow a hundredfold."""

import http.client
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from bench import programs
from bench.figures import Figure, percentile
from bench.ground import Ground

COUNCIL = "aldermoor"
BLOCK = 10
LISTS = ("/workspace/", "/workspace/?status=closed", "/workspace/?queue=overdue")


@dataclass
class Office:
    """A web server over a data set, with an agent who is signed in."""

    web: programs.Web
    cookie: str
    reference: str

    def milliseconds(self, path: str) -> list[float]:
        """
        This will open a page some times over one connection and give how long each took.

        :raises RuntimeError: if it is not shown
        """
        connection = http.client.HTTPConnection(programs.HOST, self.web.port, timeout=60)
        headers = {"Host": self.web.host(COUNCIL), "Cookie": self.cookie}
        took = []
        for _ in range(BLOCK):
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - began) * 1000)
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {answer.status}.")
        connection.close()
        return took


def measure(ground: Ground) -> Iterator[Figure]:
    """This will open the same pages over few cases and over many, turn by turn."""
    few, many = ground.effort.cases
    with ExitStack() as stack:
        offices = []
        for size in (few, many):
            database = ground.dataset(f"cases-{size}")
            told = ground.inside(database, "session")
            running = stack.enter_context(programs.web(ground, database, workers=1))
            offices.append(Office(running, told["cookie"], told["reference"]))
        lists = [_growth(ground, offices, path) for path in LISTS]
        worst = max(lists, key=lambda one: one[0])
        notes = "; ".join(
            f"{path} {before:.1f} to {after:.1f} ms"
            for path, (_, before, after, _) in zip(LISTS, lists, strict=True)
        )
        yield Figure(
            name="case_list_growth", value=worst[0], unit="ratio", floor=1.0,
            n=sum(one[3] for one in lists), note=f"{few:,} to {many:,} cases a council: {notes}",
        )  # fmt: skip
        ratio, before, after, count = _growth(ground, offices, "")
        yield Figure(
            name="case_page_growth", value=ratio, unit="ratio", floor=1.0, n=count,
            note=f"{before:.1f} to {after:.1f} ms",
        )  # fmt: skip


def _growth(ground: Ground, offices: list[Office], path: str) -> tuple[float, float, float, int]:
    """Return the ratio of the medians, both medians, and of how many; no path is the case page."""
    took: list[list[float]] = [[], []]
    for turn in range(max(2, ground.effort.requests // BLOCK // 4)):
        for office, times in zip(offices, took, strict=True):
            measured = office.milliseconds(path or f"/workspace/cases/{office.reference}/")
            if turn:  # the first one warms up
                times.extend(measured)
    few, many = (percentile(times, 0.5) for times in took)
    return many / few, few, many, len(took[1])
