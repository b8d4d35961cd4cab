"""From the submit of a form to the case in the back office's hands, on an idle machine."""

import http.client
import json
import time
from collections.abc import Iterator

from bench import programs
from bench.figures import Figure, percentile
from bench.ground import Ground

COUNCIL = "aldermoor"
FORM = "street-fault"
PAUSE = 0.4
PATIENCE = 60.0
#: Longer than the worker takes to start.
QUIET = 15.0


def measure(ground: Ground) -> Iterator[Figure]:
    """This will submit one form after another, and wait for each to arrive."""
    count = ground.effort.submissions
    with (
        ground.clone("demonstration") as database,
        programs.simulator(ground, "backoffice") as port,
    ):
        secrets = ground.inside(database, "drafts", COUNCIL, FORM, str(count + 2))
        _tell_address(ground, database, port)
        no_mail = {"MOOTHALL_SMTP_URL": f"smtp://127.0.0.1:{programs.free_port()}"}
        with (
            programs.web(ground, database, extra=no_mail) as running,
            programs.queue_worker(ground, database, no_mail),
        ):
            already = _settled(port)  # the demonstration's own cases
            took = [_seconds_to_arrive(running, port, already + number, secret)
                    for number, secret in enumerate(secrets)][2:]  # fmt: skip
    yield Figure(
        name="submit_to_back_office_ms",
        value=percentile(took, 0.5) * 1000,
        unit="ms",
        n=len(took),
        note=f"median; the slowest took {max(took) * 1000:.0f} ms",
    )


def _seconds_to_arrive(running: programs.Web, port: int, number: int, secret: str) -> float:
    """
    Submit one form and return how long its case took to reach the simulator.

    :raises TimeoutError: if it does not arrive
    :raises RuntimeError: if the form is not accepted
    """
    time.sleep(PAUSE + number % 7 * 0.03)  # not in step with anything periodic
    began = time.time()
    connection = http.client.HTTPConnection(programs.HOST, running.port, timeout=30)
    connection.request(
        "POST",
        f"/forms/{FORM}/{secret}/check/",
        headers={"Host": running.host(COUNCIL), "Sec-Fetch-Site": "same-origin"},
    )
    status = connection.getresponse().status
    connection.close()
    if status != http.HTTPStatus.SEE_OTHER:
        raise RuntimeError(f"The form was not accepted: {status}")
    deadline = began + PATIENCE
    while time.time() < deadline:
        arrived = _arrivals(port)
        if len(arrived) > number:
            return arrived[number] - began
        time.sleep(0.02)
    raise TimeoutError("The case never reached the back office.")


def _settled(port: int) -> int:
    """Count what has arrived once nothing more does."""
    count, quiet_since = -1, time.monotonic()
    while time.monotonic() - quiet_since < QUIET:
        if (now := len(_arrivals(port))) != count:
            count, quiet_since = now, time.monotonic()
        time.sleep(0.2)
    return count


def _arrivals(port: int) -> list[float]:
    """List when requests reached the simulator, oldest first."""
    connection = http.client.HTTPConnection(programs.HOST, port, timeout=10)
    connection.request("GET", "/_received.json?operation=post_request&limit=2000")
    told = json.loads(connection.getresponse().read())
    connection.close()
    return sorted(request["at"] for request in told["requests"])


def _tell_address(ground: Ground, database: str, port: int) -> None:
    endpoint = json.dumps(f"http://{programs.HOST}:{port}/open311/v2")
    with ground.server.council_scope(database) as connection:
        connection.execute(
            "UPDATE connectors_system SET options = jsonb_set(options, '{endpoint}', %s::jsonb)",
            [endpoint],
        )
