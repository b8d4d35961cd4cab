"""Signing in and out over three origins in a real browser, which holds forms to their policy."""

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from moothall.kernel import short_memory
from moothall.kernel.tests import kit
from moothall.people.middleware import FormsLeadOn
from moothall.people.tests.satellite import website

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AXE = Path(django_settings.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"


class Library(BaseHTTPRequestHandler):
    """The library's website, in one page."""

    heard: list = []

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<h1>The library</h1><p id=asked>{self.path}</p>".encode())

    def do_POST(self):
        Library.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def library_host():
    server = HTTPServer(("127.0.0.1", 0), Library)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.fixture
def hosts(live_server, settings, now):
    """Northvale and the sign-in host under names of their own, as a browser sees them."""
    port = urlsplit(live_server.url).port
    settings.SIGN_IN_URL = f"http://id.test:{port}"
    settings.PUBLIC_PORT = str(port)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    short_memory.forget_all()
    return port


@contextmanager
def a_browser(*, scripts=True):
    program = os.environ.get("MOOTHALL_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"],
        )
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=scripts
        )
        yield context.new_page()
        browser.close()


def faults_in(opened):
    """Return what axe finds wrong with a page."""
    opened.evaluate(AXE.read_text())
    found = opened.evaluate("axe.run()")
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]


def run_jobs(queue):
    """Run them beside the browser, whose loop Django would take for its own."""

    def run():
        try:
            queue.run_all()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        beside.submit(run).result()


def sign_in_by_code(opened, queue, port):
    opened.goto(f"http://northvale.test:{port}/account/")
    assert opened.url.startswith(f"http://id.test:{port}/sign-in/login/")
    opened.get_by_label("Email address").fill("rhian@home.test")
    opened.get_by_test_id("send-code").click()
    expect(opened.get_by_role("heading", level=1)).to_have_text("Check your email")
    run_jobs(queue)
    opened.get_by_label("Code").fill(mail.outbox[-1].subject.split()[-1])
    opened.get_by_test_id("enter-code").click()


def test_forms_lead_on_from_site_to_site(hosts, library_host, queue, now, client):
    northvale = kit.northvale(now)
    kit.resident("rhian", northvale, now)
    address = f"http://library.test:{library_host}"
    library = website(
        client,
        northvale,
        redirect_addresses=(f"{address}/back",),
        logout_address=f"http://127.0.0.1:{library_host}/logout",
    )
    asked = urlencode(library.asked(redirect_uri=f"{address}/back"))
    Library.heard.clear()

    with a_browser() as opened:
        sign_in_by_code(opened, queue, hosts)
        opened.wait_for_url(f"http://northvale.test:{hosts}/account/")

        opened.goto(f"http://id.test:{hosts}/sign-in/authorize?{asked}")
        expect(opened.get_by_role("heading", level=1)).to_contain_text("Northvale Library")
        assert faults_in(opened) == []
        opened.get_by_test_id("allow").click()
        opened.wait_for_url(f"{address}/back?**")
        expect(opened.locator("#asked")).to_contain_text("code=")

        opened.goto(f"http://id.test:{hosts}/sign-in/authorize?{asked}&prompt=consent")
        opened.get_by_test_id("deny").click()
        opened.wait_for_url(f"{address}/back?error=access_denied**")

        for path in ("websites/", "elsewhere/", "leave/", ""):
            opened.goto(f"http://id.test:{hosts}/sign-in/{path}")
            assert faults_in(opened) == [], path

        opened.goto(f"http://northvale.test:{hosts}/account/")
        opened.get_by_test_id("sign-out").first.click()
        opened.wait_for_url(f"http://northvale.test:{hosts}/account/signed-out/")

        opened.goto(f"http://id.test:{hosts}/sign-in/")
        assert "/sign-in/login/" in opened.url
    queue.run_all()
    assert len(Library.heard) == 1


def test_the_browser_would_hold_a_form_that_may_not_lead_on(hosts, queue, now, monkeypatch):
    """What the middleware is for: should this browser let it pass one day, it could go."""
    monkeypatch.setattr(FormsLeadOn, "__call__", lambda self, request: self.get_response(request))
    kit.resident("rhian", kit.northvale(now), now)

    with a_browser(scripts=False) as opened:
        sign_in_by_code(opened, queue, hosts)
        opened.wait_for_timeout(1500)

        assert opened.url.startswith(f"http://id.test:{hosts}/")
