"""A service page: drawn anew for each request, and kept by the nginx that is shipped."""

import http.client
import shutil
from collections.abc import Iterator

from bench import front, programs
from bench.figures import Figure
from bench.ground import Ground
from bench.load import Request, all_answered, generator, warm_up

COUNCIL = "aldermoor"
PATH = "/bins-and-recycling/missed-bin/"
CONNECTIONS = 8
CONNECTIONS_TO_NGINX = 16


def measure(ground: Ground) -> Iterator[Figure]:
    """This will count a page's statements, weigh it, and let nginx keep it."""
    database = ground.dataset("demonstration")
    yield _statements(ground, database)
    with programs.web(ground, database) as running:
        yield _uncached(ground, database, running)
        if not ground.wanted or "page_cached_ratio_to_static" in ground.wanted:
            if shutil.which("nginx") is None:
                ground.say("nginx is not installed: page_cached_ratio_to_static is left out.")
                return
            yield _cached(ground, running)


def _statements(ground: Ground, database: str) -> Figure:
    ((path, (count, _)),) = ground.inside(database, "statements", "page", PATH).items()
    return Figure(name="page_uncached_sql", value=count, unit="statements", n=1, note=path)


def _uncached(ground: Ground, database: str, running: programs.Web) -> Figure:
    load, request = generator(), _request(running.port, running)
    warm_up(request)
    before = running.cpu_seconds() + ground.server.cpu_seconds(database)
    done = all_answered(
        load.run(request, connections=CONNECTIONS, seconds=ground.effort.seconds), PATH
    )
    used = running.cpu_seconds() + ground.server.cpu_seconds(database) - before
    return Figure(
        name="page_uncached_cpu_ms",
        value=used / done.requests * 1000,
        unit="ms",
        floor=ground.floor.web.page_cpu_ms,
        n=done.requests,
        note=f"{done.per_second:.0f} pages/s by {load.name}; the floor: a ready-made 30 kB",
    )


def _cached(ground: Ground, running: programs.Web) -> Figure:
    """Compare the page from the shipped nginx with the same bytes as a file, turn by turn."""
    body = _body(running)
    load = generator()
    ratios, requests = [], 0
    with front.nginx(ground, running.port, static_page=body) as ports:
        for port, path in ((ports.shipped, PATH), (ports.static, "/page.html")):
            warm_up(_request(port, running, path))
        for _ in range(ground.effort.rounds):
            kept = load.run(
                _request(ports.shipped, running),
                connections=CONNECTIONS_TO_NGINX,
                seconds=ground.effort.seconds / 2,
            )
            plain = load.run(
                _request(ports.static, running, "/page.html"),
                connections=CONNECTIONS_TO_NGINX,
                seconds=ground.effort.seconds / 2,
            )
            all_answered(kept, "kept page")
            all_answered(plain, "static page")
            ratios.append(kept.per_second / plain.per_second)
            requests += kept.requests
    ratio = sorted(ratios)[len(ratios) // 2]
    return Figure(
        name="page_cached_ratio_to_static",
        value=ratio,
        unit="ratio",
        floor=1.0,
        n=requests,
        note=f"{kept.per_second:,.0f} against {plain.per_second:,.0f}/s, {len(body):,} bytes",
    )


def _request(port: int, running: programs.Web, path: str = PATH) -> Request:
    return Request(port=port, path=path, headers={"Host": running.host(COUNCIL)})


def _body(running: programs.Web) -> bytes:
    connection = http.client.HTTPConnection(programs.HOST, running.port, timeout=30)
    connection.request("GET", PATH, headers={"Host": running.host(COUNCIL)})
    body = connection.getresponse().read()
    connection.close()
    return body
