"""Plugs pulled at every step of a report's way from the resident to the back office."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.points import POINTS
from tests.faults.promises import assert_all_is_well, cases_in, delivered
from tests.installation import installation, wait_until
from tests.resident import Resident

pytestmark = [pytest.mark.fault, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def _template(django_db_setup):
    """Nothing but the settings of the test server: installations have databases of their own."""


@pytest.fixture
def running(_template, tmp_path):
    with installation(tmp_path) as made:
        made.start("backoffice", "mailbox", "web")
        yield made


def test_a_worker_killed_at_each_step_of_a_delivery(running):
    resident = Resident(running)
    references = []
    running.start_mortal("worker")
    for point in POINTS:
        running.kill_at("worker", point)
        references.append(resident.report())
        running.wait_for_death("worker")

    assert_all_is_well(running, references, patience=150)


def test_the_back_office_is_down_and_comes_back(running):
    running.start("worker")
    running.kill("backoffice")
    references = [Resident(running).report() for _ in range(3)]
    wait_until(
        lambda: (
            running.count("SELECT count(*) FROM connectors_delivery WHERE state='retrying'") == 3
        ),
        what="The first failures",
    )
    assert delivered(running) == 0

    running.start("backoffice")

    assert_all_is_well(running, references)


def test_its_answer_is_lost_after_it_accepted(running):
    running.simulators["backoffice"].control(lose_answer=2)
    running.start("worker")

    references = [Resident(running).report() for _ in range(2)]

    assert_all_is_well(running, references)
    received = running.simulators["backoffice"].received("post_request")
    assert len(received) == 4, "each report was sent twice, and is there once"


def test_the_web_is_killed_between_commit_and_answer_and_the_browser_tries_again(running):
    running.kill("web")
    running.start_to_die_whole()
    resident = Resident(running)
    path = resident.fill_in()

    with pytest.raises(httpx.HTTPError):
        resident.submit(path)
    running.wait_for_end("web")
    running.start("web", "worker")
    assert len(cases_in(running)) == 1, "what was committed is there"
    again = running.post(path, {})

    assert again.status_code in (302, 303)
    assert_all_is_well(running, [resident.confirmation(path)])


def test_two_workers_share_the_work(running):
    running.start("worker", "worker-2")

    references = [Resident(running).report() for _ in range(12)]

    assert_all_is_well(running, references)


def test_the_same_form_is_submitted_ten_times_at_once(running):
    running.start("worker")
    resident = Resident(running)
    path = resident.fill_in()

    with ThreadPoolExecutor(10) as browsers:
        answers = list(browsers.map(lambda _: running.post(path, {}), range(10)))

    assert {answer.status_code for answer in answers} <= {302, 303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert_all_is_well(running, [resident.confirmation(path)])
