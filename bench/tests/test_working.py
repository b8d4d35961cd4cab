"""A hundred agents at work, against a small server that answers as the desk does."""

import http.server
import threading
import time

import pytest

from bench import pacing, working

TOKEN = b'<input type="hidden" name="csrfmiddlewaretoken" value="t0ken">'


class Desk(http.server.BaseHTTPRequestHandler):
    """Shows pages with a form, begins contacts and takes their wrap-ups."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self._answer(500 if self.server.is_broken and "/cases/" in self.path else 200)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        is_end = self.path.endswith("/wrap-up/")
        with self.server.lock:
            self.server.begun += not is_end
            number = self.server.begun
        self._answer(302, "/calls/" if is_end else f"/contacts/{number}/wrap-up/")

    def _answer(self, status, location=""):
        time.sleep(self.server.delay)
        with self.server.lock:
            self.server.asked.append((self.command, self.path))
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(TOKEN)))
        self.end_headers()
        self.wfile.write(TOKEN)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    running.asked, running.begun, running.lock = [], 0, threading.Lock()
    running.is_broken, running.delay = False, 0
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def plan(server, **changes):
    opens = {"persons": ["p1", "p2"], "cases": ["C-1"], "texts": ["Pugh"], "queues": ["/list/"]}
    agents = [{"host": "a.test", "cookie": "session=1", "opens": opens} for _ in range(3)]
    return {
        "port": server.server_port, "agents": agents, "contact": {"outcome": "answered"},
        "wrap_up": {"outcome": "answered"}, "per_second": 100, "seconds": 1, "connections": 4,
        **changes,
    }  # fmt: skip


def test_each_agent_takes_call_after_call_and_ends_what_they_began(server):
    told = working.main(plan(server))

    assert (told["failed"], told["said"]) == (0, [])
    assert sum(len(one) for one in told["milliseconds"].values()) == 100
    ends = [path for method, path in server.asked if method == "POST" and "wrap-up" in path]
    assert len(ends) == len(set(ends)) == told["finished"] > 0
    assert set(told["milliseconds"]) == {"call", "search", "person", "case", "wrap_up", "queue"}


def test_what_fails_is_counted_and_its_agent_goes_on_with_the_next_call(server):
    server.is_broken = True

    told = working.main(plan(server))

    assert told["failed"] > 0
    assert told["said"][0] == "/workspace/cases/C-1/ answered 500."
    assert "case" not in told["milliseconds"]
    assert len(told["milliseconds"]["person"]) > 3


def test_it_stops_by_itself_when_nothing_is_answered_in_time(server, monkeypatch):
    monkeypatch.setattr(working, "GRACE", 0.2)
    server.delay = 0.3

    told = working.main(plan(server, connections=1))

    assert told["seconds"] < 10
    assert "It was not asked in time." in told["said"] or told["failed"] > 50


def test_what_ends_once_is_begun_before_the_pace(server):
    told = pacing.main(
        {
            "port": server.server_port, "typed": {"outcome": "answered"},
            "begins": {"outcome": "answered"}, "per_second": 200, "requests": 8,
            "connections": 2, "warm_up": 1,
            "agents": [{"host": "a.test", "cookie": "session=1", "paths": ["/log/?person=1"]}] * 2,
        }
    )  # fmt: skip

    assert told["failed"] == []
    ends = [path for method, path in server.asked if method == "POST" and "wrap-up" in path]
    assert sorted(ends) == sorted(f"/contacts/{number}/wrap-up/" for number in range(1, 9))
