"""PostgreSQL restarted under load, on a server that is this test's own."""

import os
import threading

import httpx
import pytest

from script.launch.checkout import Checkout
from script.launch.postgres import EmbeddedServer
from tests.faults.promises import assert_all_is_well, cases_in
from tests.installation import installation, wait_until
from tests.resident import Resident

pytestmark = [pytest.mark.fault, pytest.mark.timeout(400)]

REPORTS = 12


@pytest.fixture
def own_server(monkeypatch):
    """An embedded PostgreSQL that nobody else uses, under the name that the tests connect by."""
    server = EmbeddedServer.of(Checkout.here(), name="postgres-faults", creates_databases=True)
    server.start()
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    yield server
    server.stop()


def test_the_database_is_restarted_under_load(own_server, django_db_setup, tmp_path):
    assert "postgres-faults" in os.environ["DATABASE_URL"] or own_server
    with installation(tmp_path) as running:
        running.start("backoffice", "mailbox", "web", "worker")
        paths: list[tuple[Resident, str]] = []
        half_way = threading.Event()
        loader = threading.Thread(target=_report, args=(running, paths, half_way))
        loader.start()
        assert half_way.wait(120)

        own_server.stop()
        own_server.start()

        loader.join(180)
        assert not loader.is_alive()
        references = [resident.confirmation(path) for resident, path in paths]
        assert len(references) == REPORTS
        assert len(cases_in(running)) == REPORTS
        assert_all_is_well(running, references, patience=150)


def _report(running, paths, half_way) -> None:
    """Report and report; what fails is tried again, as somebody at a browser would."""
    for number in range(REPORTS):
        resident = Resident(running)
        path = wait_until(lambda r=resident: _tried(r.fill_in), what="A filled-in form")
        wait_until(lambda r=resident, p=path: _sent(r, p), what="A sent form")
        paths.append((resident, path))
        if number == REPORTS // 3:
            half_way.set()


def _tried(step):
    try:
        return step()
    except (AssertionError, KeyError, StopIteration, httpx.HTTPError):
        return None  # an error page has neither a form nor anywhere to go


def _sent(resident, path) -> bool:
    answer = _tried(lambda: resident.installation.post(path, {}, host=resident.council))
    return answer is not None and answer.status_code in (302, 303)
