"""Forms as people walk them over HTTP, and as a designer changes a large one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench import programs
from bench.figures import Figure
from bench.ground import Ground

COUNCIL = "aldermoor"
#: As many at once as Open Forms was measured with.
PEOPLE = 4
_JOURNEYS = frozenset({"form_journey_per_second", "form_journey_p95_ms"})


def measure(ground: Ground) -> Iterator[Figure]:
    """This will walk a two-page form many times, count its pages' statements, and design."""
    with ground.clone("demonstration") as database:
        plan = ground.inside(database, "forms", COUNCIL)
        each = ", ".join(f"{page} {count}" for page, count in plan["statements"].items())
        yield Figure(
            name="form_page_sql", value=max(plan["statements"].values()), unit="statements",
            n=len(plan["statements"]), note=each,
        )  # fmt: skip
        yield Figure(
            name="designer_300_fields_p95_ms", value=plan["designer"]["p95"], unit="ms",
            n=plan["designer"]["n"], note=f"slowest: {plan['designer']['slowest']}",
        )  # fmt: skip
        if not ground.wanted or ground.wanted & _JOURNEYS:
            with programs.web(ground, database) as running:
                yield from _walked(ground, running, plan)


def _walked(ground: Ground, running: programs.Web, plan: dict[str, Any]) -> Iterator[Figure]:
    """
    This will let people walk the form.

    :raises RuntimeError: if one of them did not come to its end
    """
    wanted = {
        "port": running.port, "host": running.host(COUNCIL), "start": plan["start"],
        "typed": plan["typed"], "people": PEOPLE, "seconds": ground.effort.seconds,
    }  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-m", "bench.walkers"], input=json.dumps(wanted), capture_output=True,
        text=True, check=True, cwd=ground.checkout.root,
    )  # fmt: skip
    found = json.loads(answer.stdout)
    if found["failed"]:
        raise RuntimeError(f"Walking failed: {found['failed']}")
    times = sorted(found["milliseconds"])
    yield Figure(
        name="form_journey_per_second", value=found["sent"] / found["seconds"], unit="journeys/s",
        n=found["sent"], note=f"{PEOPLE} people, {len(times) / found['seconds']:.0f} requests/s",
    )  # fmt: skip
    yield Figure(
        name="form_journey_p95_ms", value=times[int(len(times) * 0.95)], unit="ms", n=len(times),
        note=f"median {times[len(times) // 2]:.0f} ms, slowest {times[-1]:.0f} ms",
    )  # fmt: skip
