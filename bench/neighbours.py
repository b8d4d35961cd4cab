"""
One council at ten times its load: what does its neighbour notice?

Visitors come through the nginx that is shipped, where it is installed, and ask for what no cache
keeps: the pages of forms they are filling in, and their submits.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench import front, programs
from bench.figures import Figure, percentile
from bench.ground import Ground

LOUD, QUIET = "aldermoor", "cwm-helyg"
#: Requests in a second of a council's ordinary day, more than a busy minute of a real borough.
ORDINARY = 8.0
TIMES = 10
FORM = "street-fault"
#: Of so many requests one is the submit of a form; the others are its pages.
PAGES_A_FORM = 5


def measure(ground: Ground) -> Iterator[Figure]:
    """This will let both councils live an ordinary day, then one of them a storm, in turn."""
    seconds = ground.effort.seconds * 2
    rounds = ground.effort.rounds
    loud_drafts = int(ORDINARY * (TIMES + 1) * seconds * rounds / PAGES_A_FORM) + 50
    quiet_drafts = int(ORDINARY * 2 * seconds * rounds / PAGES_A_FORM) + 50
    with ground.clone("demonstration") as database:
        drafts = {
            LOUD: iter(ground.inside(database, "drafts", LOUD, FORM, str(loud_drafts))),
            QUIET: iter(ground.inside(database, "drafts", QUIET, FORM, str(quiet_drafts))),
        }
        calm: list[float] = []
        storm: list[float] = []
        with programs.web(ground, database) as running, _door(ground, running) as port:
            with _visitors(port, LOUD, ORDINARY, 4, drafts[LOUD]) as first:
                _milliseconds(first)  # both workers have loaded what they need
            for _ in range(rounds):
                for times, found in ((1, calm), (TIMES, storm)):
                    with (
                        _visitors(port, LOUD, ORDINARY * times, seconds, drafts[LOUD]),
                        _visitors(port, QUIET, ORDINARY, seconds, drafts[QUIET]) as quiet,
                    ):
                        found.extend(_milliseconds(quiet))
    before, after = percentile(calm, 0.99), percentile(storm, 0.99)
    yield Figure(
        name="neighbour_p99_ratio", value=after / before, unit="ratio", floor=1.0, n=len(storm),
        note=f"p99 {before:.1f} to {after:.1f} ms, p50 {percentile(calm, 0.5):.1f} to "
        f"{percentile(storm, 0.5):.1f} ms; {ORDINARY:.0f} requests/s each, then "
        f"{ORDINARY * TIMES:.0f} of the other's",
    )  # fmt: skip


@contextmanager
def _door(ground: Ground, running: programs.Web) -> Iterator[int]:
    """Give the port at which visitors knock."""
    if shutil.which("nginx") is None:
        yield running.port
        return
    with front.nginx(ground, running.port) as ports:
        yield ports.shipped


@contextmanager
def _visitors(
    port: int, council: str, rate: float, seconds: float, drafts: Iterator[str]
) -> Iterator["subprocess.Popen[str]"]:
    """Let visitors of a council come at a rate, whether or not they are served in time."""
    count = int(rate * seconds)
    forms = [next(drafts) for _ in range(count // PAGES_A_FORM)]
    steps = [("GET", "check/")] * (PAGES_A_FORM - 1) + [("POST", "check/")]
    plan = {
        "port": port,
        "host": f"{council}.localhost:{port}",
        "rate": rate,
        "requests": [
            [method, f"/forms/{FORM}/{form}/{step}"] for form in forms for method, step in steps
        ],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.visitors"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is not None:
        process.stdin.write(json.dumps(plan))
        process.stdin.close()
    try:
        yield process
    finally:
        process.wait(timeout=120)
        if process.stdout is not None:
            process.stdout.close()


def _milliseconds(process: "subprocess.Popen[str]") -> list[float]:
    """
    Read how long each of the visitors waited.

    :raises RuntimeError: if any was not served
    """
    told = json.loads(process.stdout.read()) if process.stdout is not None else {}
    if told.get("failed") or not told.get("milliseconds"):
        raise RuntimeError(f"Visitors were not served: {told.get('failed')}")
    return list(told["milliseconds"])
