"""Accepting a finished request: the POST of a form's last page, everything committed."""

from collections.abc import Iterator

from bench import programs
from bench.figures import Figure
from bench.ground import Ground
from bench.load import Request, all_answered, generator, warm_up

COUNCIL = "aldermoor"
FORM = "street-fault"
#: As many as keep two workers busy without queueing for long.
CONNECTIONS = 8
#: Kept apart, so that code and templates are warm when it counts.
WARM_UP = 0.1


def measure(ground: Ground) -> Iterator[Figure]:
    """This will count statements in one process, then let load come over HTTP."""
    yield _statements(ground)
    if ground.wanted and not ground.wanted & {"accept_request_cpu_ms", "accept_request_per_second"}:
        return
    with ground.clone("demonstration") as database:
        secrets = ground.inside(database, "drafts", COUNCIL, FORM, str(ground.effort.drafts))
        with programs.web(ground, database) as running:
            yield from _under_load(ground, database, running, secrets)


def _statements(ground: Ground) -> Figure:
    with ground.clone("demonstration") as database:
        counts = ground.inside(database, "statements", "accept")
    worst = max(count for count, _transactions in counts.values())
    each = ", ".join(f"{form} {count}" for form, (count, _) in counts.items())
    transactions = max(transactions for _count, transactions in counts.values())
    return Figure(
        name="accept_request_sql",
        value=worst,
        unit="statements",
        n=len(counts),
        note=f"{each}; transactions: {transactions}",
    )


def _under_load(
    ground: Ground, database: str, running: programs.Web, secrets: list[str]
) -> Iterator[Figure]:
    """
    Hand drafts in, and believe the answers only after counting the cases.

    :raises RuntimeError: if a request failed, or the drafts ran out before the time did
    """
    load, seconds = generator(), ground.effort.seconds
    start = int(len(secrets) * WARM_UP)
    warm_up(_submits(running, secrets[:start]))
    accepted_before = _accepted(ground, database)
    web_before, database_before = running.cpu_seconds(), ground.server.cpu_seconds(database)
    done = load.run(_submits(running, secrets[start:]), connections=CONNECTIONS, seconds=seconds)
    web_used = running.cpu_seconds() - web_before
    database_used = ground.server.cpu_seconds(database) - database_before
    all_answered(done, "accepting")
    accepted = _accepted(ground, database) - accepted_before
    if accepted < done.requests:
        raise RuntimeError(
            f"{done.requests} requests were answered; {accepted} cases came of them."
        )
    web_ms, database_ms = web_used / accepted * 1000, database_used / accepted * 1000
    yield Figure(
        name="accept_request_cpu_ms",
        value=web_ms + database_ms,
        unit="ms",
        floor=ground.floor.web.hello_cpu_ms + ground.floor.commit_cpu_ms,
        n=accepted,
        note=f"web {web_ms:.2f}, PostgreSQL {database_ms:.2f}; the floor: a bare view and a commit",
    )
    yield Figure(
        name="accept_request_per_second",
        value=accepted / done.seconds,
        unit="requests/s",
        floor=ground.floor.commits_per_second,
        n=accepted,
        note=f"load by {load.name}, p99 {done.p99_ms:.0f} ms; the floor is pgbench, 16 clients",
    )


def _submits(running: programs.Web, secrets: list[str]) -> Request:
    return Request(
        port=running.port,
        method="POST",
        headers={"Host": running.host(COUNCIL), "Sec-Fetch-Site": "same-origin"},
        paths=[f"/forms/{FORM}/{secret}/check/" for secret in secrets],
    )


def _accepted(ground: Ground, database: str) -> int:
    """Count drafts of this measurement that have a submission, a case and its event."""
    with ground.server.council_scope(database) as connection:
        row = connection.execute(
            """
            SELECT count(DISTINCT submission.id) FROM eforms_submission submission
            JOIN cases_case c ON c.id = submission.case_id
            JOIN kernel_outboxevent event ON event.name = 'cases.case-opened'
             AND event.payload ->> 'case_id' = c.id::text
            """
        ).fetchone()
    return int(row[0]) if row else 0
