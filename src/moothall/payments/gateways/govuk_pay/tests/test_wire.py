"""What becomes of a call: done, refused, certainly not done, perhaps done."""

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.actions.paying import LEASE
from moothall.payments.gateways.govuk_pay.options import GovukPayOptions
from moothall.payments.gateways.govuk_pay.wire import CONNECT_TIMEOUT, STEP_TIMEOUT
from moothall.payments.ports import LostAnswer
from moothall.payments.tests.test_gateway_contract import REQUEST

NOBODY = "http://127.0.0.1:9"


@contextmanager
def answering(status, body=b"", headers=None, *, cut_after=None):
    """Somebody who is no GOV.UK Pay, and answers everything with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:cut_after])

        def do_GET(self):
            self.do_POST()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def told(code, **more):
    return json.dumps({"code": code, "description": "Their words", **more}).encode()


def start(stage, url):
    return stage.gateway.start(REQUEST, replace(stage.options, base_url=url))


def fetch(stage, url):
    return stage.gateway.fetch("abc", replace(stage.options, base_url=url))


@pytest.mark.parametrize(
    ("status", "body", "after"),
    [
        (429, told("P0900"), timedelta(seconds=2)),
        (429, b"", timedelta(seconds=2)),
        (503, told("P0999"), timedelta(minutes=1)),
    ],
)
def test_what_was_certainly_not_done_is_tried_again_after_a_while(stage, status, body, after):
    with answering(status, body) as url:
        for ask in (start, fetch):
            with pytest.raises(Retry) as trouble:
                ask(stage, url)
            assert not isinstance(trouble.value, LostAnswer)
            assert trouble.value.after == after


def test_the_wait_that_pay_asks_for_is_waited(stage):
    with answering(429, told("P0900"), {"Retry-After": "7"}) as url:
        with pytest.raises(Retry) as trouble:
            start(stage, url)

    assert trouble.value.after == timedelta(seconds=7)


def test_who_is_not_reached_has_done_nothing(stage):
    with pytest.raises(Retry) as trouble:
        start(stage, NOBODY)

    assert not isinstance(trouble.value, LostAnswer)


@pytest.mark.parametrize(
    ("status", "body", "cut_after"),
    [
        (500, told("P0198"), None),
        (502, b"<html>Bad gateway</html>", None),
        (504, b"", None),
        (302, b"", None),
        (200, b"<html>Sign in</html>", None),
        (201, b'{"payment_id": "half', None),
        (201, b'{"payment_id": "abc", "amount": 16500}', 12),
        (201, b"[1]", None),
        (201, b'{"payment_id": "abc", "amount": 16500, "state": {"status": "created"}}', None),
        (403, b"<html>Blocked</html>", None),
    ],
)
def test_what_may_have_been_done_is_said_to_be_unknown(stage, status, body, cut_after):
    with answering(status, body, cut_after=cut_after) as url, pytest.raises(LostAnswer):
        start(stage, url)


def test_who_never_answers_may_have_done_it(stage, monkeypatch):
    monkeypatch.setattr("moothall.payments.gateways.govuk_pay.wire.STEP_TIMEOUT", 0.2)
    assert LEASE.total_seconds() > 4 * (CONNECT_TIMEOUT + STEP_TIMEOUT)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(LostAnswer):
            start(stage, url)
        with pytest.raises(Retry) as trouble:
            fetch(stage, url)

    assert not isinstance(trouble.value, LostAnswer)


@pytest.mark.parametrize("status", [400, 403, 409, 422])
def test_a_question_that_is_refused_is_no_word_about_the_payment(stage, status):
    with answering(status, told("P0930")) as url, pytest.raises(Retry):
        fetch(stage, url)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("P0920", "https"),
        ("P0940", "admin tool"),
        ("P0941", "switched payments and refunds off"),
        ("P0942", "recurring payments"),
        ("P0196", "telephone payments"),
        ("P0102", "Their words"),
        ("P7777", "Their words"),
    ],
)
def test_a_refusal_says_in_plain_words_what_a_council_can_do(stage, code, words):
    with answering(422, told(code, field="amount")) as url:
        with pytest.raises(GiveUp) as refusal:
            start(stage, url)

    assert words in str(refusal.value)
    assert code in str(refusal.value)


def test_a_key_that_is_not_taken_is_said_at_once_to_who_waits_and_mended_for_the_rest(stage):
    with answering(401, b'"Credentials are required"') as url:
        with pytest.raises(GiveUp, match="API key"):
            start(stage, url)
        with pytest.raises(Retry) as trouble:
            fetch(stage, url)

    assert trouble.value.after == timedelta(minutes=30)


def test_a_secret_that_is_not_there_is_named(stage):
    options = replace(stage.options, api_key_secret="not-there")

    with pytest.raises(GiveUp, match="MOOTHALL_SECRET_NOT_THERE"):
        stage.gateway.start(REQUEST, options)
    with pytest.raises(Retry, match="MOOTHALL_SECRET_NOT_THERE"):
        stage.gateway.fetch("abc", options)
    assert stage.begun(REQUEST.reference) == 0


def test_another_council_sees_nothing_of_it(stage, settings):
    reference = stage.gateway.start(REQUEST, stage.options).gateway_reference
    stage.catch_up()
    (settings.SECRETS_DIR / "other").write_text("api_test_cwmhelyg_f4j9s2l7g5a1u8e6o3w0")
    other = replace(stage.options, api_key_secret="other")

    assert list(stage.gateway.begun(datetime(2026, 1, 1, tzinfo=UTC), other)) == []
    assert stage.gateway.find(REQUEST.payment_id, REQUEST.reference, other) is None
    with pytest.raises(GiveUp):
        stage.gateway.fetch(reference, other)
    assert stage.gateway.fetch(reference, stage.options).amount_pence == 16500


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "missing option api_key_secret"),
        ({"api_key_secret": ""}, "must not be empty"),
        ({"api_key_secret": "k", "base_url": "http://pay.example"}, "https"),
        ({"api_key_secret": "k", "api_key": "x"}, "unknown option"),
    ],
)
def test_options_that_cannot_work_are_named(given, words):
    with pytest.raises(ValueError, match=words):
        GovukPayOptions.read(given)


def test_only_https_is_called_by_a_real_installation(settings):
    settings.INSECURE_HTTP = False

    with pytest.raises(ValueError, match="https"):
        GovukPayOptions.read({"api_key_secret": "k", "base_url": "http://127.0.0.1:8608"})
    assert GovukPayOptions.read({"api_key_secret": "k"}).base_url.startswith("https://publicapi.")
