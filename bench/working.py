"""
A hundred agents at work, each of whom does one thing after the other: `python -m bench.working`.

Reads a plan from standard input and prints how long each kind of thing took, counted from the
moment at which it was to be asked, and what was not answered as it must be. A process of its own,
which speaks to this machine alone and stops by itself: what is not asked some seconds after the
last tick of its clock has failed.
"""

import http.client
import itertools
import json
import queue
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bench.pacing import HOST, Browser

#: How long is waited for what was asked last, and for a single answer.
GRACE, PATIENCE = 30.0, 30.0
MOST_SAID = 5
CALL, WRAP_UP = "call", "wrap_up"


@dataclass
class Agent:
    """One agent in the middle of a call, who does nothing else until they are answered."""

    browser: Browser
    opens: dict[str, list[str]]
    contact: dict[str, str]
    wrap_up: dict[str, str]
    calls: int = 0
    finished: int = 0
    step: int = 0
    ends_at: str = ""
    busy: threading.Lock = field(default_factory=threading.Lock)

    def one(self, what: str) -> str:
        """This will give what the call at hand is about."""
        return self.opens[what][self.calls % len(self.opens[what])]

    def begin(self, connection: http.client.HTTPConnection) -> None:
        """This will write down that the call is answered, which leads to its wrap-up."""
        path = f"/workspace/calls/log/?person={self.one('persons')}"
        self.browser.ask(connection, path, self.contact)
        self.ends_at = self.browser.sent_to

    def finish(self, connection: http.client.HTTPConnection) -> None:
        """This will wrap the call up; the next one is about somebody else."""
        self.browser.ask(connection, self.ends_at, self.wrap_up)
        self.calls += 1
        self.finished += 1

    def do_next(self, connection: http.client.HTTPConnection) -> str:
        """
        This will do the next thing of a call and say what kind of thing it was.

        :raises RuntimeError: if it is refused; the agent then takes the next call
        """
        kind, act = STEPS[self.step % len(STEPS)]
        self.step += 1
        try:
            act(self, connection)
        except (OSError, RuntimeError, http.client.HTTPException):
            self.step, self.calls = 0, self.calls + 1
            raise
        return kind


Act = Callable[[Agent, http.client.HTTPConnection], object]


def _opens(path: Callable[[Agent], str]) -> Act:
    def act(agent: Agent, connection: http.client.HTTPConnection) -> None:
        agent.browser.ask(connection, path(agent))

    return act


def _search(agent: Agent) -> str:
    return f"/workspace/search/now/?q={quote(agent.one('texts'))}"


def _search_begun(agent: Agent) -> str:
    text = agent.one("texts")
    return f"/workspace/search/now/?q={quote(text[: max(3, len(text) // 2)])}"


#: A call from its ringing to its wrap-up, and the kind by which each thing is counted.
STEPS: tuple[tuple[str, Act], ...] = (
    (CALL, _opens(lambda _agent: "/workspace/calls/desk/")),
    ("search", _opens(_search_begun)),
    ("search", _opens(_search)),
    ("person", _opens(lambda agent: f"/workspace/people/{agent.one('persons')}/")),
    (CALL, _opens(lambda agent: f"/workspace/calls/log/?person={agent.one('persons')}")),
    ("case", _opens(lambda agent: f"/workspace/cases/{agent.one('cases')}/")),
    (CALL, Agent.begin),
    (WRAP_UP, _opens(lambda agent: agent.ends_at)),
    (WRAP_UP, Agent.finish),
    ("queue", _opens(lambda agent: agent.one("queues"))),
)
#: So many of them can be the first one: an agent does not begin with the end of a call.
FIRST_STEPS = 7


class Floor:
    """The room in which they sit, and what came of what they asked."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.agents = [
            Agent(
                Browser(plan["port"], one["host"], one["cookie"]),
                one["opens"], plan["contact"], plan["wrap_up"], step=number % FIRST_STEPS,
            )
            for number, one in enumerate(plan["agents"])
        ]  # fmt: skip
        self.waiting: queue.SimpleQueue[tuple[float, Agent] | None] = queue.SimpleQueue()
        self.until = 0.0
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []

    def warm_up(self) -> None:
        """This will let each agent open the page of a call, whose token they send later."""
        connection = http.client.HTTPConnection(HOST, self.plan["port"], timeout=PATIENCE)
        for agent in self.agents:
            person = agent.opens["persons"][-1]
            agent.browser.take_token(connection, f"/workspace/calls/log/?person={person}")
        connection.close()

    def answer(self) -> None:
        """This will do what waits, one after the other, until there is nothing more."""
        connection = http.client.HTTPConnection(HOST, self.plan["port"], timeout=PATIENCE)
        while (waits := self.waiting.get()) is not None:
            at, agent = waits
            with agent.busy:
                if time.perf_counter() > self.until:
                    self.failed.append("It was not asked in time.")
                    continue
                try:
                    kind = agent.do_next(connection)
                    self.took[kind].append((time.perf_counter() - at) * 1000)
                except (OSError, RuntimeError, http.client.HTTPException) as error:
                    self.failed.append(str(error) or type(error).__name__)
                    connection.close()
        connection.close()

    def go(self) -> float:
        """This will let an agent do something at every tick, and say how long it all took."""
        threads = [threading.Thread(target=self.answer) for _ in range(self.plan["connections"])]
        begun = time.perf_counter()
        self.until = begun + self.plan["seconds"] + GRACE
        for thread in threads:
            thread.start()
        agents = itertools.cycle(self.agents)
        for turn in range(self.plan["seconds"] * self.plan["per_second"]):
            at = begun + turn / self.plan["per_second"]
            time.sleep(max(0.0, at - time.perf_counter()))
            self.waiting.put((at, next(agents)))
        for _ in threads:
            self.waiting.put(None)
        for thread in threads:
            thread.join()
        return time.perf_counter() - begun


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """This will let agents work for so many seconds, at so many things a second between them."""
    floor = Floor(plan)
    floor.warm_up()
    seconds = floor.go()
    return {
        "milliseconds": floor.took,
        "failed": len(floor.failed),
        "finished": sum(one.finished for one in floor.agents),
        "said": floor.failed[:MOST_SAID],
        "seconds": seconds,
    }


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
