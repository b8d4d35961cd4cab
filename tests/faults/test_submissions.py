"""The plug pulled at every step of handing in: all of it is there, or nothing, and never twice."""

import subprocess
import sys
from collections import Counter

import httpx
import pytest

from tests.faults.points import DESTINATION_POINTS, WEB_POINTS
from tests.faults.promises import assert_all_is_well, cases_in
from tests.faults.test_faults import _template as _template  # noqa: PLC0414 - a fixture
from tests.faults.test_faults import running as running  # noqa: PLC0414 - a fixture
from tests.installation import CHECKOUT, wait_until
from tests.resident import Resident

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]


def test_handing_in_is_killed_at_each_step_and_tried_again(running):
    """A browser that gets no answer keeps the page; the person presses the button again."""
    running.kill("web")
    running.start_mortal("web")
    resident = Resident(running)
    paths = []
    for point in WEB_POINTS:
        before = len(cases_in(running))
        path = resident.fill_in()
        running.kill_at("web", point)
        with pytest.raises(httpx.HTTPError):
            running.post(path, {})
        running.wait_for_death("web")

        is_committed = point == "after-all"
        assert len(cases_in(running)) == before + is_committed, point
        assert _handed_in(running) == before + is_committed, f"{point}: half of it is there"
        if not is_committed:
            page = running.get(path).text
            assert "A deep hole in the road" in page, f"{point}: an answer is lost"
        assert running.post(path, {}).status_code in (302, 303), point
        paths.append(path)

    running.start("worker")
    assert_all_is_well(running, [resident.confirmation(path) for path in paths])


def test_a_worker_killed_at_each_step_to_a_program_gives_it_everything_once(running):
    """Nobody is written to here: a mail under way when a worker dies may go out a second time."""
    running.start("webhook")
    receiver = running.simulators["webhook"]
    _publish(running, f"{receiver.url}/messages")
    resident = Resident(running, answers={"smell": "Of gas"})
    references = []
    running.start_mortal("worker")
    for point in DESTINATION_POINTS:
        running.kill_at("worker", point)
        references.append(resident.report("smell"))
        running.wait_for_death("worker")

    def taken():
        messages = receiver.get("/_taken.json").json()["messages"]
        return Counter(message["body"]["data"]["reference"] for message in messages)

    wait_until(lambda: set(taken()) >= set(references), what="Every webhook", patience=150)
    wait_until(
        lambda: running.count(
            "SELECT count(*) FROM connectors_delivery WHERE destination = 'hook' "
            "AND state <> 'delivered'"
        ) == 0,
        what="The end of every delivery", patience=150,
    )  # fmt: skip
    assert taken() == Counter(references), "the program has lost or doubled one"


def _publish(running, url: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.faults.publish_with_webhook", "aldermoor", url],
        cwd=CHECKOUT,
        env={**running.environment, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"},
        check=True,
    )


def _handed_in(running) -> int:
    drafts = running.count("SELECT count(*) FROM eforms_draft WHERE submitted_at IS NOT NULL")
    submissions = running.count("SELECT count(*) FROM eforms_submission")
    assert drafts == submissions, "a draft says that it was handed in, and nothing was"
    return submissions
