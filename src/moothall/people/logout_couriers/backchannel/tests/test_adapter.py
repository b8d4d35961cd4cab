"""The back-channel: what each answer of a website means."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.people.logout_couriers.backchannel.adapter import BackChannel


@pytest.fixture
def website():
    class Handler(BaseHTTPRequestHandler):
        status, heard = 200, []

        def do_POST(self):
            Handler.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(Handler.status)
            if Handler.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Handler.address = f"http://127.0.0.1:{server.server_port}/logout"
    yield Handler
    server.shutdown()


@pytest.mark.parametrize("status", [200, 204])
def test_a_website_that_has_heard_is_done(website, status):
    website.status = status

    BackChannel().tell(website.address, "a.b.c")

    assert website.heard == ["logout_token=a.b.c"]


@pytest.mark.parametrize("status", [302, 401, 429, 500, 503])
def test_a_website_that_did_not_clearly_say_no_is_told_again(website, status):
    website.status = status

    with pytest.raises(Retry):
        BackChannel().tell(website.address, "a.b.c")

    assert len(website.heard) == 1, "redirects are not followed"


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_website_that_said_no_is_left_alone(website, status):
    website.status = status

    with pytest.raises(GiveUp):
        BackChannel().tell(website.address, "a.b.c")


@pytest.mark.parametrize("address", ["http://10.0.0.8/logout", "https://127.0.0.1/logout"])
def test_nothing_goes_into_our_own_network(settings, address):
    settings.INSECURE_HTTP = False

    with pytest.raises(GiveUp):
        BackChannel().tell(address, "a.b.c")


def test_nobody_there_is_a_reason_to_try_again():
    with pytest.raises(Retry):
        BackChannel().tell("http://127.0.0.1:9/logout", "a.b.c")
