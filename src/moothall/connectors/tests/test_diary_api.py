"""Partners' programs book, by the published description and as the manual says."""

import re
import shlex
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openapi_spec_validator import validate

from moothall.bookings.models import Booking, Claim
from moothall.bookings.tests.kit import activity, room
from moothall.connectors.actions import forget_repeated_calls
from moothall.connectors.diary.description import openapi
from moothall.connectors.models import RepeatedCall
from moothall.connectors.tests.diary_program import DAY, SIAN, START, booked, held, hold
from moothall.connectors.tests.diary_program import call as call  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.diary_program import diary as diary  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.diary_program import key as key  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.program import HERE
from moothall.eforms.tests.times_kit import Town
from moothall.payments.tests.kit import Shop

pytestmark = pytest.mark.usefixtures("queue", "clock_stands")

MANUAL = Path(__file__).resolve().parents[4] / "docs/developer/booking-api.md"


def test_the_description_is_valid_and_the_manual_has_a_copy(client, northvale):
    answer = client.get("/api/v1/bookings/openapi.json", headers=HERE)

    validate(answer.json())
    assert answer.json() == openapi()
    copy = MANUAL.with_name("bookings.openapi.json").read_text("utf-8")
    served = Path(__file__).parents[1] / "diary/bookings.openapi.json"
    assert copy == served.read_text("utf-8")


def test_the_commands_of_the_manual_do_what_it_says(client, diary, key):
    blocks = re.findall(r"```sh\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    booking, statuses = "", []
    for line in commands:
        for name, value in {"$COUNCIL": "", "$KEY": key, "$BOOKING": booking}.items():
            line = line.replace(name, value)  # noqa: PLW2901
        said, _, status = line.rpartition(" # ")
        words = shlex.split(said)
        flags = {flag: words[at + 1] for at, flag in enumerate(words) if flag in {"-X", "-d"}}
        given = [words[at + 1] for at, flag in enumerate(words) if flag == "-H"]
        headers = {
            **HERE,
            **dict(one.lower().split(": ", 1) for one in given if "Bearer" not in one),
        }
        headers["authorization"] = f"Bearer {key}"
        address = next(one for one in words if one.startswith("/api/"))
        send = getattr(client, flags.get("-X", "GET").lower())
        more = {"data": flags["-d"], "content_type": "application/json"} if "-d" in flags else {}
        answer = send(address, headers=headers, **more)
        statuses.append((said, answer.status_code, int(status)))
        if answer.status_code == 201:
            booking = answer.json()["bookings"][0]["id"]

    assert [one for one in statuses if one[1] != one[2]] == []
    assert len(statuses) == 14
    assert Booking.objects.get().status == "cancelled"


def test_what_can_be_booked_where_and_when(call, diary):
    diary.apply(
        activities=[activity("desk", audience="staff"), activity("court", audience="account")]
    )
    diary.hold(DAY, "10:00")

    listed = call("get", "/activities").json()["activities"]
    assert [one["key"] for one in listed] == ["birth"]
    one = call("get", "/activities/birth?latitude=52.42&longitude=-3.05").json()
    assert [place["key"] for place in one["places"]] == ["hall"]
    assert one["places"][0]["distance_metres"] > 0
    days = call("get", "/activities/birth/days?month=2026-11").json()["days"]
    assert days[0]["day"] == "2026-11-18"
    times = call("get", f"/activities/birth/times?day={DAY}").json()["times"]
    assert [one["local"]["time"] for one in times] == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    assert times[1]["starts_at"] == START
    assert call("get", "/places").json()["places"][0]["features"] == ["step-free"]
    for path in ("/activities/desk", "/activities/court", "/activities/nothing"):
        assert call("get", path).status_code == 404


def test_wishes_narrow_what_is_free(call, diary):
    free = lambda query: call("get", f"/activities/birth/times?day={DAY}&{query}")  # noqa: E731

    assert free("features=hearing-loop").json()["times"] == []
    assert len(free("features=step-free&place=hall").json()["times"]) == 6
    assert len(free("how_many=3&in_a_row=true").json()["times"]) == 4
    assert free("how_many=2").json()["times"] == []
    for wrong in ("place=tower", "features=Step free", "party_size=x", "party_size=0", "uprn=1",
                  "latitude=91&longitude=0", "latitude=1", "longtitude=1",
                  "how_many=0"):  # fmt: skip
        answer = free(wrong)
        assert answer.status_code == 422, wrong
        assert answer.json()["errors"][0]["pointer"]
    for path in ("days?month=2026-13", "days", "times?day=2026-02-30", "times"):
        assert call("get", f"/activities/birth/{path}").status_code == 422


def test_the_whole_life_of_a_booking(call, diary):
    one = booked(call)

    assert one["status"] == "confirmed"
    assert one["local"] == {"day": DAY, "time": "09:30", "zone": "Europe/London"}
    row = Booking.objects.get()
    assert (row.name, row.channel, row.made_by_kind) == ("Sian Jones", "partner", "partner")
    assert one["person"]["email"] == "sian@example.org"
    moved = call("post", f"/{one['id']}/move",
                 {"starts_at": f"{DAY}T11:00:00Z", "version": one["version"]}).json()  # fmt: skip
    assert moved["local"]["time"] == "11:00"
    again = call("post", f"/{one['id']}/move",
                 {"starts_at": f"{DAY}T10:00:00Z", "version": one["version"]})  # fmt: skip
    assert (again.status_code, again.json()["code"]) == (409, "changed")
    assert call("get", f"?day={DAY}").json()["bookings"] == [call("get", f"/{one['id']}").json()]
    for _ in range(2):
        gone = call("post", f"/{one['id']}/cancellation", {})
        assert gone.json()["status"] == "cancelled"
    ended = call("post", f"/{one['id']}/confirmation", {})
    assert (ended.status_code, ended.json()["code"]) == (409, "ended")


def test_a_hold_is_given_back(call, diary):
    one = held(call)

    nobody = call("post", f"/{one['id']}/confirmation", {})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody")
    assert call("post", f"/{one['id']}/cancellation", {}).json()["status"] == "released"
    assert "09:30" in diary.free(DAY)


def test_what_is_taken_is_refused_with_the_next_best(call, diary):
    diary.hold(DAY, "09:30")

    answer = hold(call)

    assert (answer.status_code, answer.json()["code"]) == (409, "slot-taken")
    best = [one["local"]["time"] for one in answer.json()["next_best"]]
    assert best == ["09:00", "10:00", "10:30"]
    shut = hold(call, local={"day": DAY, "time": "20:00"})
    assert (shut.status_code, shut.json()["code"]) == (409, "not-open")
    assert Booking.objects.count() == 1
    assert not RepeatedCall.objects.exists()


def test_a_call_that_is_repeated_does_nothing_twice(call, diary):
    first, second = hold(call), hold(call)

    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    other = hold(call, local={"day": DAY, "time": "10:00"})
    assert (other.status_code, other.json()["code"]) == (409, "changed")
    assert Booking.objects.count() == 1
    assert call("post", "", {"activity": "birth", "starts_at": START}).status_code == 400
    assert hold(call, once="x" * 201).status_code == 400


def test_a_repeated_call_is_forgotten_after_a_day(call, diary, now):
    hold(call)

    assert forget_repeated_calls(now=now + timedelta(hours=23)) == 0
    assert forget_repeated_calls(now=now + timedelta(hours=25)) == 1
    assert forget_repeated_calls(now=now + timedelta(hours=25)) == 0


def test_a_fee_is_paid_by_the_person(call, diary):
    Shop(diary.council, diary.now).open()
    diary.apply(activities=[activity(fee={"fund": "permits", "pence": 4600})])
    one = held(call)
    call("put", f"/{one['id']}/person", SIAN)

    answer = call("post", f"/{one['id']}/confirmation", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "payment-due")
    page = call("get", f"/{one['id']}").json()
    assert (page["fee_pence"], page["payment"]) == (4600, "due")
    assert page["page"].startswith("http")


def test_several_at_once_all_or_none(call, diary):
    diary.apply(resources=[room("two")], activities=[activity(together=3)])

    answer = hold(call, how_many=2)
    assert len({one["group"] for one in answer.json()["bookings"]}) == 1
    none = hold(call, once="two", how_many=3, local={"day": DAY, "time": "10:00"})
    assert (none.status_code, none.json()["code"]) == (409, "slot-taken")
    many = hold(call, once="three", how_many=4, in_a_row=True, local={"day": DAY, "time": "10:00"})
    assert (many.status_code, many.json()["code"]) == (409, "too-many")
    assert Booking.objects.count() == Claim.objects.count() == 2


def test_lists_cost_as_much_for_many_as_for_one(call, diary, django_assert_max_num_queries):
    for clock in ("09:00", "09:30", "10:00", "10:30"):
        booked(call, once=clock, local={"day": DAY, "time": clock})

    with django_assert_max_num_queries(12):
        answer = call("get", f"?day={DAY}")
    assert len(answer.json()["bookings"]) == 4
    with django_assert_max_num_queries(14):
        call("get", f"/activities/birth/times?day={DAY}")
    with django_assert_max_num_queries(14):
        call("get", "/activities/birth/days?month=2026-11")


def test_an_address_that_is_relative_to_the_council(call, diary, northvale):
    page = booked(call)["page"]

    assert page.startswith(f"{northvale.url}/booking/")
    assert urlsplit(page).scheme in {"http", "https"}


def test_what_asks_more_is_booked_by_the_person_at_its_page(client, call, in_northvale, now):
    town = Town(in_northvale, now, form="trial").publish()

    one = held(call, activity="birth", starts_at=START)
    assert one["has_open_questions"]
    assert call("get", "/activities/birth").json()["form"] == "trial"
    refused = call("post", f"/{one['id']}/confirmation", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody")
    assert call("put", f"/{one['id']}/person", SIAN).json()["has_open_questions"]
    refused = call("post", f"/{one['id']}/confirmation", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "questions-open")
    assert hold(call, once="two", how_many=2).json()["code"] == "not-bookable"

    led = client.get(urlsplit(one["page"]).path, headers=HERE, follow=True)
    assert "/forms/trial/" in led.redirect_chain[-1][0]
    assert town.statuses() == ["held"]
