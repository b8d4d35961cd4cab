"""Load generators, processes' use of a core, and visitors, against a small server."""

import http.server
import os
import shutil
import threading
import time

import pytest

from bench import machine, visitors
from bench.load import Request, Threads, Wrk, all_answered


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts what is asked; an address with "gone" is not there."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.server.asked.append((self.command, self.path, self.headers["Host"]))
        self.send_response(404 if "gone" in self.path else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET  # noqa: N815 - the name that the library calls

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    """A server that remembers what it was asked."""
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    running.asked = []
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


GENERATORS = [Threads(), *([Wrk()] if shutil.which("wrk") else [])]


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.name)
def test_paths_are_asked_in_turn(server, generator):
    paths = [f"/{number}" for number in range(40)]
    request = Request(server.server_port, method="POST", headers={"Host": "a.test"}, paths=paths)

    done = generator.run(request, connections=2, seconds=1)

    assert done.errors == 0
    assert done.requests > 40
    assert 0.9 < done.seconds < 2
    assert 0 < done.p50_ms <= done.p99_ms
    assert {path for _, path, _ in server.asked} == set(paths)
    assert {(method, host) for method, _, host in server.asked} == {("POST", "a.test")}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.name)
def test_answers_that_are_errors_are_no_figure(server, generator):
    done = generator.run(Request(server.server_port, "/gone"), connections=1, seconds=1)

    with pytest.raises(RuntimeError, match="requests failed"):
        all_answered(done, "asking")


def test_a_process_s_use_of_a_core_is_seen():
    before = machine.cpu_seconds(os.getpid())

    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass

    assert 0.15 <= machine.cpu_seconds(os.getpid()) - before < 2
    assert machine.memory_mb(os.getpid()) > 1


def test_visitors_come_at_their_rate_and_count_from_when_they_came(server):
    plan = {
        "port": server.server_port,
        "host": "a.test",
        "rate": 200,
        "requests": [["GET", f"/{number}"] for number in range(40)],
    }

    told = visitors.main(plan)

    assert told["failed"] == []
    assert len(told["milliseconds"]) == 40
    assert {path for _, path, _ in server.asked} == {f"/{number}" for number in range(40)}
