"""What the booking API refuses: times that are none, other keys, strangers, what is misshapen."""

import pytest

from moothall.bookings.models import Booking
from moothall.bookings.policies import PROGRAM_SCOPES
from moothall.bookings.tests.kit import activity
from moothall.connectors.actions import issue_api_key
from moothall.connectors.partners import asking
from moothall.connectors.tests.diary_program import DAY, SIAN, START, booked, held, hold, key_of
from moothall.connectors.tests.diary_program import call as call  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.diary_program import diary as diary  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.diary_program import key as key  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.program import HERE, THERE
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.usefixtures("queue", "clock_stands")


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ({"local": {"day": "2027-03-28", "time": "01:30"}}, "no-such-time"),
        ({"local": {"day": "2027-10-31", "time": "01:30"}}, "no-such-time"),
        ({"starts_at": "2027-10-31T01:30:00+01:00"}, "no-such-time"),
        ({"starts_at": "2027-10-31T01:30:00+00:00"}, "no-such-time"),
        ({"starts_at": "2026-11-19T09:30:00"}, "unusable"),
        ({"starts_at": "2026-11-19"}, "unusable"),
        ({"starts_at": "20261119T0930Z"}, "unusable"),
        ({"starts_at": "2026-02-30T09:30:00Z"}, "unusable"),
        ({"starts_at": "0001-01-01T00:00:00+23:59"}, "unusable"),
        ({"starts_at": START, "local": {"day": DAY, "time": "09:30"}}, "unusable"),
        ({"local": {"day": "2026-02-29", "time": "09:30"}}, "unusable"),
        ({"local": {"day": DAY, "time": "24:30"}}, "unusable"),
    ],
)
def test_times_that_are_no_one_moment_are_refused(call, diary, when, code):
    answer = call("post", "", {"activity": "birth", **when}, once="one")

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "detail" in answer.json()["errors"][0]
    assert Booking.objects.count() == 0


def test_clocks_that_change_are_said_in_words(call, diary):
    skipped = hold(call, local={"day": "2027-03-28", "time": "01:30"}).json()
    twice = hold(call, local={"day": "2027-10-31", "time": "01:30"}).json()

    assert "go forward then: 01:30 does not exist" in skipped["errors"][0]["detail"]
    assert "go back then: 01:30 exists twice" in twice["errors"][0]["detail"]


def test_summer_and_winter_have_their_offsets(call, diary):
    diary.apply(activities=[activity(horizon=300)])

    summer = held(call, local={"day": "2027-06-03", "time": "09:30"})
    winter = held(call, once="two", local={"day": "2027-01-07", "time": "09:30"})

    assert summer["starts_at"] == "2027-06-03T09:30:00+01:00"
    assert winter["starts_at"] == "2027-01-07T09:30:00+00:00"


def test_a_key_without_the_scope_learns_nothing_of_a_person(call, diary, northvale, now):
    blind = key_of(northvale, now, "diary.read", "diary.book", name="Blind")
    given = {"activity": "birth", "starts_at": START}
    one = call("post", "", given, once="one", key=blind).json()["bookings"][0]

    answers = [
        call("put", f"/{one['id']}/person", {**SIAN, "note": "A wheelchair"}, key=blind),
        call("post", f"/{one['id']}/confirmation", {}, key=blind),
        call("get", f"/{one['id']}", key=blind),
        call("get", f"?day={DAY}", key=blind),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    for answer in answers:
        assert "Sian" not in answer.text
        assert "sian@" not in answer.text
        assert "wheelchair" not in answer.text
        assert "/booking/" not in answer.text
    assert Booking.objects.get().name == "Sian Jones"


def test_a_key_sees_and_changes_what_it_made_alone(call, diary, northvale, southmere, now):
    mine = booked(call)
    webs = diary.book(DAY, "10:00")
    other = key_of(northvale, now, *PROGRAM_SCOPES, name="Other")
    theirs = key_of(southmere, now, *PROGRAM_SCOPES, name="The hospital")
    move = {"starts_at": f"{DAY}T11:00:00Z"}
    tries = [(other, mine["id"], HERE), (theirs, mine["id"], THERE)]
    tries.append((key_of(northvale, now, *PROGRAM_SCOPES), webs.booking.pk, HERE))

    for with_key, booking, headers in tries:
        for method, path, body in (
            ("get", "", None), ("post", "/move", move), ("post", "/cancellation", {}),
            ("put", "/person", SIAN), ("post", "/confirmation", {}),
        ):  # fmt: skip
            answer = call(method, f"/{booking}{path}", body, key=with_key, headers=headers)
            assert answer.status_code == 404, (method, path)
    assert call("get", f"?day={DAY}", key=other).json() == {"bookings": []}
    assert call("get", "/activities", key=theirs, headers=THERE).json() == {"activities": []}
    assert call("get", "/activities", key=theirs).status_code == 401
    assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def test_scopes_and_strangers(call, client, diary, northvale, now):
    reads = key_of(northvale, now, "diary.read", name="Reads")
    books = key_of(northvale, now, "diary.book", name="Books")
    given = {"activity": "birth", "starts_at": START}

    assert call("post", "", given, once="one", key=reads).status_code == 403
    assert call("get", "/activities", key=books).status_code == 403
    assert call("get", "/activities", key=key_of(northvale, now, name="None")).status_code == 403
    assert call("get", "/activities", key="nobody").status_code == 401
    wrong_way = client.delete("/api/v1/bookings", headers=HERE)
    assert (wrong_way.status_code, wrong_way["Allow"]) == (405, "GET, POST")
    with pytest.raises(ValueError, match="no such scope"), acting_for(northvale.id):
        issue_api_key(actor=system("test"), council_id=northvale.id, name="X", now=now,
                      diary_scopes=["booking.manage"])  # fmt: skip
    assert Booking.objects.count() == 0


def test_a_key_that_lost_its_scope_changes_nothing_more(call, diary, northvale, now):
    one = booked(call)
    key = key_of(northvale, now, "diary.read")

    assert call("post", f"/{one['id']}/cancellation", {}, key=key).status_code == 403
    assert Booking.objects.get().status == "confirmed"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ('{"activity": "birth", "more": 1}', 422),
        ('{"activity": "nothing", "starts_at": "2026-11-19T09:30:00Z"}', 404),
        ('{"activity": "birth", "starts_at": "2026-11-19T09:30:00Z", "place": "x"}', 422),
        ('{"activity": "birth", "starts_at": "2026-11-19T09:30:00Z", "party_size": 2}', 422),
        ('{"activity": "4111111111111111", "starts_at": "2026-11-19T09:30:00Z"}', 422),
    ],
)
def test_bodies_that_cannot_be_used(call, diary, body, status):
    answer = call("post", "", body, once="one")

    assert answer.status_code == status
    assert answer.json()["title"]
    assert "4111" not in answer.text
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"name": "Sian"}, "#/email"),
        ({"name": "Sian", "email": "nowhere"}, "#/email"),
        ({"name": "Sian", "phone": "12"}, "#/phone"),
        ({"name": " ", "email": "sian@example.org"}, "#/name"),
        ({"email": "sian@example.org"}, "#"),
        ({"name": "4111 1111 1111 1111", "email": "sian@example.org"}, ""),
    ],
)
def test_a_person_who_could_not_be_told_is_refused(call, diary, said, pointer):
    one = held(call)

    answer = call("put", f"/{one['id']}/person", said)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json().get("errors", [])] == [pointer] * bool(
        pointer
    )
    assert Booking.objects.get().name == ""


def test_a_key_that_calls_too_often_waits(call, diary, monkeypatch):
    monkeypatch.setattr(asking, "CALLS_A_MINUTE", 1)
    assert call("get", "/activities").status_code == 200

    answer = call("get", "/activities")

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
