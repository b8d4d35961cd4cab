"""What Streetworks does when it is told to misbehave, and that it forgets nothing."""

import signal
import time

import httpx
import pytest

from simulators.tests.program import CLIENT, Program
from simulators.tests.test_backoffice_open311 import POTHOLE, ask, jobs, say, send


def test_fails_so_many_times_and_then_works(backoffice):
    backoffice.control(fail={"status": 503, "times": 2, "only": "post_request"})

    statuses = [send(backoffice).status_code for _ in range(3)]

    assert statuses == [503, 503, 200]
    assert ask(backoffice, "services.json").status_code == 200
    assert jobs(backoffice)["count"] == 1


def test_refusal_has_the_standards_shape(backoffice):
    backoffice.control(refuse={"times": 1, "message": "No such street"})

    answer = send(backoffice)

    assert answer.status_code == 400
    assert answer.json() == [{"code": 400, "description": "No such street"}]


def test_lost_answer_leaves_a_job_that_a_retry_finds(backoffice):
    backoffice.control(lose_answer=1)

    with pytest.raises(httpx.RemoteProtocolError):
        send(backoffice, {**POTHOLE, "external_id": "case-1"})
    (job,) = jobs(backoffice)["jobs"]
    again = send(backoffice, {**POTHOLE, "external_id": "case-1"}).json()

    assert again[0]["service_request_id"] == job["service_request_id"]
    assert jobs(backoffice)["count"] == 1
    outcomes = [request["outcome"] for request in backoffice.received("post_request")]
    assert outcomes == ["200 OK", "hung up after the work"]


def test_down_drops_everything_but_the_screen(backoffice):
    backoffice.control(down=True)

    with pytest.raises(httpx.RemoteProtocolError):
        send(backoffice)
    with pytest.raises(httpx.RemoteProtocolError):
        ask(backoffice, "services.json")

    assert jobs(backoffice)["count"] == 0
    assert backoffice.get("/").status_code == 200
    backoffice.control(down=False)
    assert send(backoffice).status_code == 200


def test_system_that_forgets_keys_takes_a_repeat_as_new(backoffice):
    backoffice.control(forget_keys=True)

    for _ in range(2):
        send(backoffice, {**POTHOLE, "external_id": "case-1"})

    assert jobs(backoffice)["jobs_per_key"] == {"aldermoor.example external_id case-1": 2}


def test_answers_twice_and_repeats_updates(backoffice):
    backoffice.control(answer_twice=1, repeat_updates=1)

    first, second = send(backoffice).json()
    say(backoffice, first["service_request_id"], "FIXED")
    updates = ask(backoffice, "servicerequestupdates.json").json()

    assert first == second
    assert jobs(backoffice)["count"] == 1
    assert len(updates) == 2
    assert updates[0]["update_id"] == updates[1]["update_id"]


def test_web_page_comes_instead_of_data(backoffice):
    backoffice.control(html=1)

    answer = send(backoffice)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert jobs(backoffice)["count"] == 0


@pytest.mark.parametrize("length", [0, 1])
def test_lists_can_be_short(backoffice, length):
    backoffice.control(lists={"length": length})

    assert len(ask(backoffice, "services.json").json()) == length


def test_slow_answers_late_but_keeps_the_job_first(backoffice):
    backoffice.control(slow={"seconds": 0.4, "after_the_work": True, "times": 1})

    with pytest.raises(httpx.ReadTimeout):
        CLIENT.post(f"{backoffice.url}/open311/v2/requests.json", data=POTHOLE, timeout=0.2)

    assert jobs(backoffice)["count"] == 1


def test_wrong_clock_shows_in_updates(backoffice):
    backoffice.control(clock={"seconds": -600})
    number = send(backoffice).json()[0]["service_request_id"]

    (job,) = jobs(backoffice)["jobs"]

    assert job["service_request_id"] == number
    assert 590 < time.time() - job["requested_at"] < 610


@pytest.mark.parametrize(
    "wish", [{"unknown": True}, {"fail": {"colour": 1}}, {"fail": {"times": 0}}, {"fail": "yes"}]
)
def test_wish_that_is_not_understood_changes_nothing(backoffice, wish):
    answer = CLIENT.post(f"{backoffice.url}/_control", json={"down": True, **wish})

    assert answer.status_code == 400
    assert backoffice.get("/_control").json()["troubles"] == {}


@pytest.mark.slow
def test_all_is_remembered_after_kill_nine(tmp_path):
    program = Program("backoffice", tmp_path).start()
    number = send(program).json()[0]["service_request_id"]
    program.control(fail={"status": 500, "times": 5})

    program.end(signal.SIGKILL)
    program.start()

    assert jobs(program)["jobs"][0]["service_request_id"] == number
    assert program.get("/_control").json()["troubles"]["fail"]["times"] == 5
    assert send(program).status_code == 500
    program.end()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_at_once_even_while_slow(tmp_path, number):
    program = Program("backoffice", tmp_path).start()
    program.control(slow={"seconds": 30})
    with pytest.raises(httpx.ReadTimeout):
        CLIENT.get(f"{program.url}/open311/v2/discovery.json", timeout=0.1)

    code = program.end(number)  # which waits for less than the slowness

    assert code == 0


@pytest.mark.slow
def test_lives_beneath_a_prefix(tmp_path):
    program = Program("backoffice", tmp_path, ("--url-prefix", "/crew")).start()

    assert program.url.endswith("/crew")
    assert 'href="/crew/static/streetworks.css"' in program.get("/").text
    assert program.get("/static/streetworks.css").status_code == 200
    assert (
        program.get("/open311/v2/discovery.json")
        .json()["endpoints"][0]["url"]
        .endswith("/crew/open311/v2")
    )
    program.end()
