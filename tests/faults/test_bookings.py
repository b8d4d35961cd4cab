"""Never two in one slot: with crowds of clients in many processes, and whatever is killed."""

import json
import subprocess
import sys
from collections import Counter
from functools import partial

import httpx
import pytest

from tests.faults.points import BOOKING_POINTS, TELLING_POINTS
from tests.faults.test_faults import _template as _template  # noqa: PLC0414 - a fixture
from tests.faults.visitor import Visitor, path_of
from tests.installation import CHECKOUT, installation, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]

PROGRAMS, VISITORS = 4, 50
#: A time of the recycling centre, as large as a hall.
PLACES = 50


@pytest.fixture(scope="module")
def running(_template, tmp_path_factory):
    with installation(tmp_path_factory.mktemp("bookings")) as made:
        made.start("mailbox", "web")
        yield made


def crowd(running, day, *, programs=PROGRAMS, visitors=VISITORS):
    """Let programs with many visitors press a day's first time; return what each is told."""
    host = f"aldermoor.localhost:{running.port}"
    command = [sys.executable, "-m", "tests.faults.visitor", running.address, host, day]
    started = [
        subprocess.Popen(
            [*command, str(visitors)], cwd=CHECKOUT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**running.environment, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"},
        )
        for _ in range(programs)
    ]  # fmt: skip
    for program in started:
        assert program.stdout.readline() == "ready\n"
    for program in started:
        program.stdin.write("\n")
        program.stdin.flush()
    answers = []
    for program in started:
        said, complaints = program.communicate(timeout=200)
        assert program.returncode == 0, complaints
        answers.extend(json.loads(line) for line in said.splitlines())
    return answers


def held(running, activity):
    return running.count(
        "SELECT count(*) FROM bookings_booking b JOIN bookings_activity a ON a.id = b.activity_id "
        "WHERE a.key = %s AND b.status IN ('held', 'confirmed')",
        activity,
    )


def test_two_hundred_clients_of_four_programs_press_one_time(running):
    visitor = Visitor(running)
    # Late in the day the first one has but an evening left, and what is free instead is later.
    day = visitor.whole_day("hall-hire")

    answers = crowd(running, day)

    assert Counter(status for status, _ in answers) == {302: 1, 409: 199}
    assert held(running, "hall-hire") == 1
    refused = [instead for status, instead in answers if status == 409]
    assert all(refused), "somebody was told of no other time"
    still_free = set(visitor.times(day)[0])
    assert all(set(instead[:1]) <= still_free for instead in refused)


def test_a_session_of_fifty_takes_exactly_fifty(running):
    with running.connect() as database:
        database.execute(
            "UPDATE bookings_activity SET capacity = %s WHERE key = 'tip-car'", [PLACES]
        )
    visitor = Visitor(running)
    day = visitor.first_day("tip-car")

    answers = crowd(running, day, programs=3, visitors=40)

    assert Counter(status for status, _ in answers) == {302: PLACES, 409: 120 - PLACES}
    assert held(running, "tip-car") == PLACES


def test_booking_is_killed_at_each_step_and_tried_again(running):
    """A browser that gets no answer keeps its page; the person presses the button again."""
    running.kill("web")
    running.start_mortal("web")
    running.start("worker")
    points = [(step, point) for step, points in BOOKING_POINTS.items() for point in points]
    for booked, (step, point) in enumerate(points):
        visitor = Visitor(running, email=f"v{booked}@resident.example")
        day = visitor.first_day("interview")
        times, once = visitor.times(day)
        keep, book = partial(visitor.keep, day, times[0], once), visitor.book
        if step == "keep":
            book(visitor.say_who(_killed(running, point, keep)))
        else:
            _killed(running, point, partial(book, visitor.say_who(path_of(keep()))))
        assert held(running, "interview") == booked + 1, f"{point}: lost, or there twice"

    _assert_told_once(running, len(points))


def test_a_worker_is_killed_at_each_step_of_telling(running):
    if "worker" in running.processes:
        running.kill("worker")
    running.start_mortal("worker")
    before = len(_told(running))
    for number, point in enumerate(TELLING_POINTS):
        visitor = Visitor(running, email=f"t{number}@resident.example")
        day = visitor.first_day("interview")
        times, once = visitor.times(day)
        check = visitor.say_who(path_of(visitor.keep(day, times[0], once)))
        running.kill_at("worker", point)
        assert visitor.book(check).status_code == 302
        running.wait_for_death("worker")

    _assert_told_once(running, before + len(TELLING_POINTS))


def _killed(running, point, press):
    """Press and get no answer, since the web dies; press again, and return where that leads."""
    running.kill_at("web", point)
    with pytest.raises(httpx.HTTPError):
        press()
    running.wait_for_death("web")
    return path_of(press())


def _told(running):
    """Return how often each booking was confirmed; copies of one mail count once."""
    mails = running.simulators["mailbox"].get("/_messages.json").json()["messages"]
    return Counter(
        to
        for _message_id, to in {(mail["message_id"], str(mail["to"])) for mail in mails}
        if "resident.example" in to
    )


def _assert_told_once(running, count):
    wait_until(lambda: len(_told(running)) >= count, what="Every confirmation", patience=120)
    assert set(_told(running).values()) == {1}, "somebody was told twice"
