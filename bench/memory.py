"""The memory of a web worker once it has served every kind of page."""

from collections.abc import Iterator

from bench import programs
from bench.figures import Figure
from bench.ground import Ground
from bench.load import Request, all_answered, generator, warm_up

COUNCIL = "cwm-helyg"
PATHS = (
    "/", "/bins-and-recycling/missed-bin/", "/a-to-z/", "/search/?q=bin", "/cy/", "/cy/a-to-z/",
    "/forms/street-fault/", "/cy/forms/missed-bin/", "/track/",
    "/forms/missed-bin/addresses.json?q=QW1",
)  # fmt: skip
FORM = "general-enquiry"


def measure(ground: Ground) -> Iterator[Figure]:
    """This will put load on pages and forms, then weigh the largest worker."""
    requests = 0
    with ground.clone("demonstration") as database:
        secrets = ground.inside(
            database, "drafts", COUNCIL, FORM, str(max(100, ground.effort.drafts // 8))
        )
        with programs.web(ground, database) as running:
            headers = {"Host": running.host(COUNCIL), "Sec-Fetch-Site": "same-origin"}
            loads = (
                Request(running.port, headers=headers, paths=PATHS),
                Request(
                    running.port,
                    headers=headers,
                    method="POST",
                    paths=[f"/forms/{FORM}/{secret}/check/" for secret in secrets],
                ),
                Request(running.port, headers=headers, paths=PATHS[:6]),
            )
            warm_up(loads[0])
            for load in loads:
                done = generator().run(load, connections=8, seconds=ground.effort.seconds)
                requests += all_answered(done, load.all_paths[0]).requests
            value = running.worker_memory_mb()
    yield Figure(
        name="worker_pss_mb",
        value=value,
        unit="MB",
        floor=ground.floor.web.worker_mb,
        n=requests,
        note="the floor is the same server's worker with Django and nothing else",
    )
