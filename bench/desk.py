"""
The agent's desk in a contact centre of twenty councils, two million people and five million cases.

Agents of several councils ask at the pace of a hundred of them. What a wrap-up writes stays in the
data set: some hundred contacts beside millions.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bench import programs
from bench.desk_land import COUNCILS
from bench.figures import Figure, percentile
from bench.ground import Ground

#: A hundred agents, each of whom asks for something every five seconds.
PER_SECOND = 20
CONNECTIONS = 16
WARM_UP = 3
BLOCK = 20
SEARCHES_A_REQUEST = 4
MOST_STATEMENTS = 20
GROWTH = "desk_growth"

QUEUES = ("/workspace/", "/workspace/?status=open", "/workspace/?queue=overdue")
#: How a contact begins and is over at once, on the page of whoever is in touch.
CONTACT_PATH = "/workspace/calls/log/?person={person}"
CONTACT = {"channel": "phone", "summary": "Asked when the bin is emptied.", "outcome": "answered"}
#: What the wrap-up of that contact sends.
WRAP_UP = {
    "channel": "phone",
    "summary": "Asked when the bin is emptied.",
    "service": "",
    "outcome": "answered",
    "avoidable": "clarification",
}


@dataclass(frozen=True)
class Asked:
    """
    One kind of thing that agents ask for: its figure, its addresses, and what they send.

    What is sent ends what was begun, once for each, where something `begins` it.
    """

    figure: str
    name: str
    paths: Any
    typed: Mapping[str, str] = field(default_factory=dict)
    begins: Mapping[str, str] = field(default_factory=dict)


def _queue(agent: Mapping[str, Any]) -> list[str]:
    return [*QUEUES]


def _persons(agent: Mapping[str, Any]) -> list[str]:
    return [f"/workspace/people/{one}/" for one in agent["persons"]]


def _cases(agent: Mapping[str, Any]) -> list[str]:
    return [f"/workspace/cases/{one}/" for one in agent["cases"]]


def _contacts(agent: Mapping[str, Any]) -> list[str]:
    return [CONTACT_PATH.format(person=one) for one in agent["persons"]]


def _searches(agent: Mapping[str, Any]) -> list[str]:
    return [f"/workspace/search/now/?q={quote(text)}" for text in agent["texts"]]


PAGES = (
    Asked("queue_page_p95_ms", "queue", _queue),
    Asked("person_page_p95_ms", "person", _persons),
    Asked("desk_case_page_p95_ms", "case", _cases),
    Asked("wrap_up_p95_ms", "wrap_up", _contacts, WRAP_UP, CONTACT),
)
SEARCH = Asked("desk_search_p95_ms", "search", _searches)


def measure(ground: Ground) -> Iterator[Figure]:
    """
    This will search and open pages over all councils, and then beside councils that are empty.

    :raises RuntimeError: if a page asks the database more than it may
    """
    people = ground.effort.people
    database = ground.dataset(f"desk-{COUNCILS}x{people}")
    told = ground.inside(database, "desk", str(COUNCILS), str(people))
    with programs.web(ground, database) as running:
        if _is_wanted(ground, SEARCH.figure):
            yield _searched(ground, running, database, told)
        for asked in PAGES:
            if _is_wanted(ground, asked.figure):
                yield _paced(ground, running, database, told, asked)
    if _is_wanted(ground, GROWTH):
        yield _growth(ground, database, people)


def _is_wanted(ground: Ground, figure: str) -> bool:
    return not ground.wanted or figure in ground.wanted


def _used(ground: Ground, running: programs.Web, database: str) -> float:
    """Return how many seconds of a core web and PostgreSQL used, which no neighbour lengthens."""
    return running.cpu_seconds() + ground.server.cpu_seconds(database)


def _searched(
    ground: Ground, running: programs.Web, database: str, told: Mapping[str, Any]
) -> Figure:
    """Search one text after the other, as they are typed into one box."""
    each = max(1, ground.effort.requests // len(told["agents"]) * SEARCHES_A_REQUEST)
    for agent in told["agents"]:
        _sequence(running, agent, SEARCH.paths(agent)[-WARM_UP:])
    used = _used(ground, running, database)
    took = [
        one
        for agent in told["agents"]
        for one in _sequence(running, agent, SEARCH.paths(agent)[:each])
    ]
    used = _used(ground, running, database) - used
    return Figure(
        name=SEARCH.figure, value=percentile(took, 0.95), unit="ms", n=len(took),
        note=f"{_size(ground)}; median {percentile(took, 0.5):.1f} ms, p99 "
        f"{percentile(took, 0.99):.1f} ms; {told['statements']['search']} statements; "
        f"{used / len(took) * 1000:.1f} ms of a core each; {_load()}",
    )  # fmt: skip


def _paced(
    ground: Ground, running: programs.Web, database: str, told: Mapping[str, Any], asked: Asked
) -> Figure:
    """
    Ask at the pace of a hundred agents.

    :raises RuntimeError: if that costs too many statements, or something is not answered
    """
    statements = told["statements"][asked.name]
    if statements > MOST_STATEMENTS:
        raise RuntimeError(f"{asked.name} asks the database {statements} times.")
    plan = {
        "port": running.port,
        "agents": [
            {
                "host": running.host(agent["council"]),
                "cookie": agent["cookie"],
                "paths": asked.paths(agent),
            }
            for agent in told["agents"]
        ],
        "typed": dict(asked.typed),
        "begins": dict(asked.begins),
        "per_second": PER_SECOND,
        "requests": ground.effort.requests,
        "connections": CONNECTIONS,
        "warm_up": WARM_UP,
    }
    used = _used(ground, running, database)
    done = subprocess.run(
        [sys.executable, "-m", "bench.pacing"],
        cwd=ground.checkout.root, input=json.dumps(plan), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"Nobody could ask: {done.stderr}")
    answered = json.loads(done.stdout)
    if answered["failed"]:
        raise RuntimeError(f"{asked.name}: {answered['failed']}")
    took = answered["milliseconds"]
    begun = len(took) if asked.begins else 0
    asked_for = len(took) + begun + WARM_UP * len(told["agents"])
    used = (_used(ground, running, database) - used) / asked_for * 1000
    return Figure(
        name=asked.figure, value=percentile(took, 0.95), unit="ms", n=len(took),
        note=f"{PER_SECOND} a second; median {percentile(took, 0.5):.1f} ms, p99 "
        f"{percentile(took, 0.99):.1f} ms; {statements} statements; {used:.1f} ms of a core each; "
        f"{_load()}",
    )  # fmt: skip


def _growth(ground: Ground, everybody: str, people: int) -> Figure:
    """Open the same pages of one council beside nineteen full councils and nineteen empty ones."""
    alone = ground.dataset(f"desk-1x{people}")
    with ExitStack() as stack:
        sides = []
        for database in (alone, everybody):
            [agent, *_] = ground.inside(database, "desk", "1", str(people))["agents"]
            sides.append((stack.enter_context(programs.web(ground, database, workers=1)), agent))
        ratios = {}
        for asked in (SEARCH, *PAGES[:3]):
            took: list[list[float]] = [[], []]
            for turn in range(max(2, ground.effort.requests // BLOCK // 2)):
                for (running, agent), times in zip(sides, took, strict=True):
                    paths = asked.paths(agent)
                    begin = turn * BLOCK % len(paths)
                    measured = _sequence(running, agent, paths[begin : begin + BLOCK])
                    if turn:  # the first one warms up
                        times.extend(measured)
            few, many = (percentile(times, 0.5) for times in took)
            ratios[asked.name] = (many / few, few, many, len(took[1]))
    worst = max(ratios.values())
    notes = "; ".join(
        f"{name} {few:.1f} to {many:.1f} ms" for name, (_, few, many, _n) in ratios.items()
    )
    return Figure(
        name=GROWTH, value=worst[0], unit="ratio", floor=1.0,
        n=sum(one[3] for one in ratios.values()), note=f"{notes}; {_load()}",
    )  # fmt: skip


def _sequence(running: programs.Web, agent: Mapping[str, Any], paths: Sequence[str]) -> list[float]:
    """
    Ask one thing after the other over one connection and return how long each took.

    :raises RuntimeError: if one is not shown
    """
    return programs.milliseconds(running, agent["council"], agent["cookie"], paths)


def _size(ground: Ground) -> str:
    return f"{COUNCILS} councils of {ground.effort.people:,} people"


def _load() -> str:
    """Say how busy the machine is with other things: what is measured beside them is no promise."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
