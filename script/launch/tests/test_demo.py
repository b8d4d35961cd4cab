"""One command starts everything; pulled plugs are put back; stopping leaves nothing running."""

import http.client
import os
import shutil
import signal
import time

import pytest

from script.launch.checkout import Checkout
from script.launch.postgres import EmbeddedServer
from script.launch.processes import is_alive
from script.launch.tests.demo_process import PATIENCE, DemoProcess

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demonstration that is stopped and deleted whatever the tests do to it."""
    var = tmp_path_factory.mktemp("demo") / "var"
    running = DemoProcess(var)
    yield running
    running.stop()
    EmbeddedServer.of(Checkout(Checkout.here().root, var)).remove()
    shutil.rmtree(var)


def fetch(demo, path, host="127.0.0.1"):
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{demo.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


def wait_for(truth):
    deadline = time.monotonic() + PATIENCE
    while not (found := truth()):
        assert time.monotonic() < deadline, "this should have happened by now"
        time.sleep(0.1)
    return found


def test_everything_answers_and_is_told(demo):
    told = demo.start()

    assert {council["slug"] for council in told["councils"]} == {"aldermoor", "cwm-helyg"}
    for council in told["councils"]:
        status, page = fetch(demo, "/", f"{council['slug']}.localhost")
        assert status == 200
        assert council["name"].encode() in page
    assert fetch(demo, "/", "nobody.localhost")[0] == 404
    assert set(told["pids"]) == {
        "launcher",
        "postgres",
        "backoffice",
        "govuk_pay",
        "capita_scp",
        "gocardless",
        "telephony",
        "mailbox",
        "notify",
        "one_login",
        "library",
        "revenues",
        "web",
        "worker",
    }
    assert all(is_alive(pid) for pid in told["pids"].values())
    assert (demo.var / "demo.json").stat().st_mode & 0o077 == 0
    printed = demo.output.read_text()
    assert all(council["url"] in printed for council in told["councils"])
    assert all(account["email"] in printed for account in told["accounts"])


def test_a_second_one_is_refused_and_leaves_the_first_alone(demo):
    second = demo.run()

    assert second.wait(PATIENCE) == 1
    assert "already runs" in demo.output.read_text()
    assert is_alive(demo.told["pids"]["web"])


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_what_is_killed_is_started_again(demo, name):
    killed = demo.read()["pids"][name]

    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: demo.read()["pids"][name] not in {killed, None})
    wait_for(lambda: fetch(demo, "/readyz")[0] == 200)


def test_stopping_leaves_nothing_and_the_next_start_keeps_the_data(demo):
    pids = demo.read()["pids"]
    database = demo.told["database_url"]

    stopped = demo.run("--stop")

    assert stopped.wait(PATIENCE) == 0
    assert demo.process.wait(PATIENCE) == 0
    assert not any(is_alive(pid) for pid in pids.values())
    assert not (demo.var / "demo.json").exists()
    before = demo.output.read_text().count("Database migrated")
    assert demo.start()["database_url"] == database
    assert demo.output.read_text().count("Database migrated") == before == 1


def test_a_launcher_that_is_killed_takes_everything_with_it(demo):
    pids = demo.read()["pids"]

    demo.process.kill()
    demo.process.wait()

    wait_for(lambda: not any(is_alive(pid) for pid in pids.values()))
