"""Signing out of One Login: by the browser, and word of it without one."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from simulators.tests.one_login_client import (
    BYE,
    claims_of,
    config,
    register,
    tokens_for,
)
from simulators.tests.program import CLIENT


@pytest.fixture
def program(one_login):
    return register(one_login)


def test_signing_out_goes_where_the_client_registered(program):
    id_token = tokens_for(program)["id_token"]

    def location(**query):
        return program.get("/logout", **query).headers["Location"]

    good = location(id_token_hint=id_token, post_logout_redirect_uri=BYE, state="s")
    assert good == f"{BYE}?state=s"
    bad = location(id_token_hint=id_token, post_logout_redirect_uri="http://evil.test/")
    assert bad.startswith(f"{program.url}/signed-out?error_code=invalid_request")
    assert location(id_token_hint=id_token[:-4] + "AAAA").startswith(f"{program.url}/signed-out?")


@pytest.fixture
def receiver():
    """A client that is told that somebody signed out."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            server.tokens.append(parse_qs(body)["logout_token"][0])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.tokens = []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_other_clients_are_told_of_a_sign_out_without_a_browser(program, receiver):
    url = f"http://127.0.0.1:{receiver.server_port}/"
    config(program, clientConfiguration={"clientId": "moothall", "backChannelLogoutUrl": url})
    subject = claims_of(program, tokens_for(program)["id_token"])["sub"]

    told = CLIENT.post(f"{program.url}/_logout", json={"person": "rhian"}).json()

    assert told == {"told": [{"client_id": "moothall", "outcome": "200"}]}
    claims = claims_of(program, receiver.tokens[0])
    assert claims["sub"] == subject
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in claims
    assert "sid" not in claims
