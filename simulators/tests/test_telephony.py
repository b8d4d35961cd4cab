"""The simulated telephone exchange tells of calls as our contract says."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from simulators.tests.program import CLIENT, Program

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


class Ear:
    """Takes events and checks their signature."""

    def __init__(self):
        self.heard = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}."
                key = base64.b64decode(SECRET.removeprefix("whsec_"))
                made = hmac.digest(key, signed.encode() + body, hashlib.sha256)
                fits = self.headers["webhook-signature"] == (
                    "v1," + base64.b64encode(made).decode()
                )
                ear.heard.append((self.headers["webhook-id"], json.loads(body), fits))
                self.send_response(204 if fits else 403)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def wait_for(self, count):
        deadline = time.monotonic() + 20
        while len(self.heard) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.heard


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    program = Program("telephony", tmp_path_factory.mktemp("telephony")).start()
    yield program
    program.end()


@pytest.fixture
def ear(exchange):
    exchange.control(calm=True, empty=True)
    ear = Ear()
    told = {"url": ear.url, "secret": SECRET}
    assert CLIENT.post(f"{exchange.url}/_webhooks", json=told).status_code == 200
    yield ear
    ear.server.shutdown()


def ring(exchange, **more):
    asked = {"from": "01632 960123", "to": "01632 960500", "agents": ["2101"], **more}
    return CLIENT.post(f"{exchange.url}/_ring", json=asked).json()["id"]


def do(exchange, call_id, step, **more):
    return CLIENT.post(f"{exchange.url}/_calls/{call_id}/{step}", json=more)


def kinds(heard):
    return [body["type"] for _id, body, _fits in heard]


def test_a_whole_call_is_told_and_signed(exchange, ear):
    call = ring(exchange, queue="general")
    do(exchange, call, "answer", extension="2101")
    do(exchange, call, "hang-up")

    heard = ear.wait_for(3)

    assert kinds(heard) == ["call.new", "call.answered", "call.ended"]
    assert all(fits for _id, _body, fits in heard)
    assert {body["data"]["call_id"] for _id, body, _fits in heard} == {call}
    ended = heard[2][1]["data"]
    assert (ended["from"], ended["to"], ended["queue"], ended["extension"], ended["cause"]) == (
        "01632 960123", "01632 960500", "general", "2101", "hangup",
    )  # fmt: skip


def test_what_cannot_be_done_is_refused(exchange, ear):
    call = ring(exchange)
    assert do(exchange, call, "answer").status_code == 409
    do(exchange, call, "hang-up")

    assert do(exchange, call, "answer", extension="2101").status_code == 409
    assert do(exchange, "none", "hang-up").status_code == 409
    assert ear.wait_for(2)[1][1]["data"]["cause"] == "no_answer"


def test_it_doubles_and_disorders_when_told_to(exchange, ear):
    exchange.control(repeat_events=True, disorder_events={"seconds": 1.0})
    call = ring(exchange)
    do(exchange, call, "answer", extension="2101")

    heard = ear.wait_for(4)

    assert kinds(heard) == ["call.answered", "call.answered", "call.new", "call.new"]
    assert len({event_id for event_id, _body, _fits in heard}) == 2


def test_it_signs_wrongly_and_loses_when_told_to(exchange, ear):
    exchange.control(unsigned_events={"times": 1})
    ring(exchange)
    [(_id, _body, fits)] = ear.wait_for(1)
    exchange.control(calm=True, lose_events=True)
    ring(exchange)
    time.sleep(0.5)

    assert not fits
    assert len(ear.heard) == 1


def test_the_screen_rings_and_hangs_up(exchange, ear):
    CLIENT.post(f"{exchange.url}/_ring", data={"from": "01632 960123", "to": "x", "agents": "1 2"})
    shown = exchange.get("/").text
    [call] = exchange.get("/_calls.json").json()["calls"]
    CLIENT.post(f"{exchange.url}/_calls/{call['id']}/hang-up", data={})

    assert call["agents"] == ["1", "2"]
    assert 'data-testid="hang-up"' in shown
    assert exchange.get("/_calls.json").json()["calls"][0]["state"] == "ended"
    assert kinds(ear.wait_for(2)) == ["call.new", "call.ended"]
