"""The adapter against servers that say what no simulator does, over real HTTP."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from moothall.connectors.ports import TryLater
from moothall.connectors.systems.open311.adapter import Open311Supplier
from moothall.connectors.systems.open311.tests.test_adapter import a_case

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Strange(ThreadingHTTPServer):
    """Answers what `tells` returns for a path and its query: a status and data for JSON."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked = []
        self.tells = None


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.server.asked.append((url.path, query))
        status, data = self.server.tells(url.path, query)
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Strange() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def system(server):
    return Open311Supplier().connect(
        {"endpoint": f"http://127.0.0.1:{server.server_port}", "timeout_seconds": 5}
    )


@pytest.mark.parametrize("name", ["service_request_id", "token"])
def test_a_name_too_long_to_be_kept_is_not_taken_for_one(server, system, name):
    server.tells = lambda *_: (200, [{name: "7" * 201}])

    with pytest.raises(TryLater):
        system.send(a_case())


def an_update(number, **changes):
    return {
        "update_id": str(number),
        "service_request_id": "7",
        "status": "closed",
        "updated_datetime": "2026-01-01T00:00:00Z",
        "description": "",
        **changes,
    }


def test_a_server_that_pages_is_asked_until_a_page_says_nothing_new(server, system):
    def page(_, query):
        start = 20 * (int(query.get("page", 1)) - 1)
        return 200, [an_update(number) for number in range(start, min(start + 20, 45))]

    server.tells = page

    updates = system.updates(LONG_AGO, LONG_AGO)

    assert {update.update_key for update in updates} == {str(number) for number in range(45)}
    assert [query.get("page") for _, query in server.asked] == [None, "2", "3"]


def test_a_server_that_knows_no_pages_is_asked_twice_at_the_most(server, system):
    server.tells = lambda *_: (200, [an_update(number) for number in range(20)])

    assert len(system.updates(LONG_AGO, LONG_AGO)) == 20
    assert len(server.asked) == 2


def test_a_server_that_refuses_a_further_page_has_said_all(server, system):
    server.tells = lambda _, query: (
        (400, [{"code": 400, "description": "page is unknown"}])
        if "page" in query
        else (200, [an_update(number) for number in range(20)])
    )

    assert len(system.updates(LONG_AGO, LONG_AGO)) == 20


def test_a_further_page_that_fails_leaves_all_to_the_next_round(server, system):
    server.tells = lambda _, query: (
        (503, []) if "page" in query else (200, [an_update(number) for number in range(20)])
    )

    with pytest.raises(TryLater):
        system.updates(LONG_AGO, LONG_AGO)


def test_a_short_list_is_asked_for_once(server, system):
    server.tells = lambda *_: (200, an_update(1, status="CLOSED", updated_datetime=None))

    (update,) = system.updates(LONG_AGO, LONG_AGO)

    assert (update.status, update.happened_at) == ("CLOSED", LONG_AGO)
    assert len(server.asked) == 1


def test_a_question_that_is_refused_is_asked_again_later(server, system):
    server.tells = lambda *_: (404, [{"code": 404, "description": "The token was not found"}])

    with pytest.raises(TryLater, match="not found"):
        system.reference_for("t-1")
    with pytest.raises(TryLater, match="not found"):
        system.updates(LONG_AGO, LONG_AGO)


def test_a_token_is_no_more_than_a_part_of_the_address(server, system):
    server.tells = lambda *_: (200, [{"service_request_id": "7"}])

    assert system.reference_for("../requests/8?a=b#\n") == "7"
    assert server.asked == [("/tokens/..%2Frequests%2F8%3Fa%3Db%23%0A.json", {})]


def test_what_no_database_keeps_is_left_out_of_answers_and_problems(server, system):
    server.tells = lambda *_: (500, [{"code": 500, "description": "a\0\ud800b"}])

    with pytest.raises(TryLater) as error:
        system.send(a_case())

    assert error.value.problem == "Answered 500: a?b"
    assert "\0" not in error.value.exchange.answer
