"""
A hundred agents of twenty councils at work for ten minutes, over the data set of the desk.

Each takes call after call: it rings, they search as they type, open the person and the case, write
down what was said, wrap up and look at their list. Between them they ask twenty times a second, of
two web workers on this machine alone. Errors are counted, and whether the database holds as many
finished contacts more as the agents finished. What they write stays in the data set.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from bench import programs
from bench.desk import CONNECTIONS, CONTACT, PER_SECOND, QUEUES, WRAP_UP
from bench.desk_land import COUNCILS
from bench.figures import Figure, percentile
from bench.ground import Ground

AGENTS = 100
#: Which kinds of things are figures of their own.
KINDS = ("search", "queue", "person", "case", "wrap_up")
#: How long after its time the room is emptied by force.
GRACE = 180

_FINISHED = "SELECT count(*) FROM cases_interaction WHERE finished_at IS NOT NULL"


def measure(ground: Ground) -> Iterator[Figure]:
    """
    This will let a hundred agents work and tell how long they waited, and for what in vain.

    :raises RuntimeError: if they could not begin, or did not stop
    """
    people = ground.effort.people
    database = ground.dataset(f"desk-{COUNCILS}x{people}")
    told = ground.inside(database, "desk", str(COUNCILS), str(people), str(AGENTS))
    before = _finished(ground, database)
    with programs.web(ground, database) as running:
        used = running.cpu_seconds() + ground.server.cpu_seconds(database)
        did = _worked(running, told, ground)
        used = running.cpu_seconds() + ground.server.cpu_seconds(database) - used
    took: Mapping[str, list[float]] = did["milliseconds"]
    asked = sum(len(one) for one in took.values()) + did["failed"]
    kept = _finished(ground, database) - before
    lost = abs(kept - did["finished"])
    said = f"; {'; '.join(did['said'])}" if did["said"] else ""
    yield Figure(
        name="agents_hour_errors", value=did["failed"] + lost, unit="errors", n=asked,
        note=f"{AGENTS} agents, {did['seconds']:.0f} s, {PER_SECOND} a second; {kept} contacts in "
        f"the database of {did['finished']} that were finished; {used / asked * 1000:.1f} ms of a "
        f"core each{said}",
    )  # fmt: skip
    for kind in KINDS:
        waited = took.get(kind)
        if waited:
            yield Figure(
                name=f"agents_hour_{kind}_p95_ms", value=percentile(waited, 0.95), unit="ms",
                n=len(waited), note=f"median {percentile(waited, 0.5):.1f} ms, p99 "
                f"{percentile(waited, 0.99):.1f} ms, slowest {max(waited):.0f} ms",
            )  # fmt: skip


def _worked(running: programs.Web, told: Mapping[str, Any], ground: Ground) -> dict[str, Any]:
    plan = {
        "port": running.port,
        "agents": [
            {
                "host": running.host(agent["council"]),
                "cookie": agent["cookie"],
                "opens": {
                    **{what: agent[what] for what in ("persons", "cases", "texts")},
                    "queues": QUEUES,
                },
            }
            for agent in told["agents"]
        ],
        "contact": CONTACT,
        "wrap_up": WRAP_UP,
        "per_second": PER_SECOND,
        "seconds": ground.effort.working_seconds,
        "connections": CONNECTIONS,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.working"],
        cwd=ground.checkout.root, input=json.dumps(plan), capture_output=True, text=True,
        check=False, timeout=ground.effort.working_seconds + GRACE,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"Nobody could work: {done.stderr}")
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def _finished(ground: Ground, database: str) -> int:
    """Count the contacts of all councils that are wrapped up."""
    with ground.server.council_scope(database) as connection:
        row = connection.execute(_FINISHED).fetchone()
    assert row is not None, "a count is a row"
    return int(row[0])
