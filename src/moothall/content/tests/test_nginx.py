"""The shipped nginx in front of a running application: pages kept, forgotten, and served on."""

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from io import StringIO

import httpx
import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Page

from moothall.kernel.scope import acting_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
HOST = {"Host": "northvale.test"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Application(LiveServer):
    """The application on a port of its own, which a test may stop as if it had been killed."""

    def __init__(self):
        super().__init__("127.0.0.1")
        self._connections = []
        accept = self.thread.httpd.get_request

        def remembering():
            connection, address = accept()
            self._connections.append(connection)
            return connection, address

        self.thread.httpd.get_request = remembering

    def stop(self):
        super().stop()
        for connection in self._connections:  # which nginx keeps, and the server would go on with
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def application(northvale_site):
    server = Application()
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture
def front(application, tmp_path, settings):
    """nginx with the shipped configuration; its address."""
    port, purge_port, folder = free_port(), free_port(), tmp_path / "nginx"
    static, run = folder / "static", tmp_path / "run"
    for path in (folder, static, run):
        path.mkdir()
    (static / "site.css").write_text("body { color: teal }" * 100, encoding="utf-8")
    out = StringIO()
    call_command(
        "nginx_configuration",
        stdout=out,
        listen=f"127.0.0.1:{port}",
        purge_listen=f"127.0.0.1:{purge_port}",
        upstream=application.url.removeprefix("http://"),
        cache=str(folder / "cache"),
        run=str(run),
        static=str(static),
        error_log=str(folder / "error.log"),
        access_log="off",
    )
    file = folder / "nginx.conf"
    # Started by root, nginx would hand its workers to a user who cannot enter the test's folder.
    user = "user root;\n" if subprocess.getoutput("id -u") == "0" else ""
    file.write_text(user + out.getvalue(), encoding="utf-8")
    process = subprocess.Popen([NGINX, "-c", str(file), "-g", "daemon off;"])
    address = f"http://127.0.0.1:{port}"
    settings.PURGE_URLS = [f"http://127.0.0.1:{purge_port}"]
    for _ in range(100):
        try:
            httpx.get(address + "/static/site.css", trust_env=False)
            break
        except httpx.HTTPError:
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture
def visitor(front):
    with httpx.Client(base_url=front, headers=HOST, trust_env=False) as client:
        yield client


def test_a_page_is_kept_whatever_follows_the_question_mark(visitor):
    first = visitor.get("/parking/")
    second = visitor.get("/parking/?utm_source=letter")

    assert first.status_code == 200
    assert first.headers["X-Cache"] == "MISS"
    assert second.headers["X-Cache"] == "HIT"
    assert second.content == first.content
    assert "set-cookie" not in second.headers
    unchanged = visitor.get("/parking/", headers={"If-None-Match": second.headers["ETag"]})
    assert unchanged.status_code == 304


def test_searches_are_told_apart_and_forms_are_not_kept(visitor):
    bins = visitor.get("/search/", params={"q": "bins"})
    parking = visitor.get("/search/", params={"q": "parking"})
    answers = [visitor.get("/feedback/thanks/").headers["X-Cache"] for _ in range(2)]

    assert "Bins and recycling" in bins.text
    assert 'href="/parking/"' in parking.text
    assert parking.headers["X-Cache"] == "MISS"
    assert "HIT" not in answers


def test_a_publication_is_seen_within_two_seconds(visitor, northvale_site, queue):
    for path in ("/parking/", "/", "/a-to-z/"):
        visitor.get(path)
        assert visitor.get(path).headers["X-Cache"] == "HIT"

    begun = time.monotonic()
    with acting_for(northvale_site.id):
        page = Page.objects.get(url_path="/northvale/en/parking/").specific
        page.title = "Where to leave your car"
        page.save_revision().publish()
    queue.run_all()
    seen = visitor.get("/parking/")
    took = time.monotonic() - begun

    assert "Where to leave your car" in seen.text
    assert seen.headers["X-Cache"] == "MISS"
    assert "Where to leave your car" in visitor.get("/a-to-z/").text
    assert took < 2


def test_a_page_taken_down_is_gone_at_once(visitor, northvale_site, queue):
    visitor.get("/parking/")

    with acting_for(northvale_site.id):
        Page.objects.get(url_path="/northvale/en/parking/").unpublish()
    queue.run_all()

    assert visitor.get("/parking/").status_code == 404


def test_a_moved_page_leaves_its_old_address_at_once(visitor, northvale_site, queue):
    visitor.get("/bins/missed-bin/")

    with acting_for(northvale_site.id):
        page = Page.objects.get(url_path="/northvale/en/bins/missed-bin/")
        page.move(Page.objects.get(url_path="/northvale/en/"), pos="last-child")
    queue.run_all()

    assert "missed" in visitor.get("/missed-bin/").text
    old = visitor.get("/bins/missed-bin/")
    assert (old.status_code, old.headers.get("Location")) == (301, "/missed-bin/")


def test_pages_are_served_on_while_the_application_is_down(visitor, application):
    first = visitor.get("/bins/missed-bin/")
    application.stop()

    kept = [visitor.get("/bins/missed-bin/") for _ in range(3)]

    assert {answer.status_code for answer in kept} == {200}
    assert all(answer.content == first.content for answer in kept)
    assert visitor.get("/privacy/").status_code == 502


def test_visitors_cannot_empty_the_cache(visitor):
    visitor.get("/parking/")

    refused = visitor.request("PURGE", "/parking/")

    assert refused.status_code == 405
    assert visitor.get("/parking/").headers["X-Cache"] == "HIT"


def test_static_files_come_from_nginx_itself(visitor, application):
    application.stop()

    answer = visitor.get("/static/site.css", headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "max-age" in answer.headers["Cache-Control"]
