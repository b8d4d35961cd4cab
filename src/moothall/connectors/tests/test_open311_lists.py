"""What other people's clients ask of our Open311 endpoint again and again: lists and updates."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.cases.actions import (
    add_note,
    change_status,
    withdraw_case,
    write_to_resident,
    write_to_team,
)
from moothall.cases.models import Case, TimelineEntry
from moothall.connectors.open311 import asking
from moothall.connectors.tests.program import HERE, get
from moothall.connectors.tests.program import keys as keys  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.program import post as post  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.scenes import a_case
from moothall.kernel import clock
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import NOW


def test_lists_are_filtered_and_paged(client, post, northvale):
    for number in range(3):
        post(**{"attribute[external_id]": f"FMS-{number}"})
    post(service_code="missed-bin", **{"attribute[external_id]": "FMS-9"})

    assert len(get(client, "requests.json").json()) == 4
    assert len(get(client, "requests.json", service_code="street-fault").json()) == 3
    assert len(get(client, "requests.json", page_size="2").json()) == 2
    assert len(get(client, "requests.json", page_size="3", page="2").json()) == 1
    assert get(client, "requests.json", status="closed").json() == []
    references = [entry["service_request_id"] for entry in get(client, "requests.json").json()]
    some = get(client, "requests.json", service_request_id=",".join(references[:2])).json()
    assert {entry["service_request_id"] for entry in some} == set(references[:2])


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"start_date": "9999-12-31T23:59:59-23:59"},
        {"end_date": "0001-01-01T00:00:00+23:59"},
        {"start_date": "2026-11-02T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"},
        {"page": "0"},
        {"page_size": "many"},
        {"page_size": "1001"},
        {"page": "9" * 5000},
        {"service_request_id": "X," * 1001},
        {"status": "banana"},
    ],
)
def test_questions_that_cannot_be_answered_say_why(client, northvale, query):
    answer = get(client, "requests.json", **query)

    assert answer.status_code == 400
    assert answer.json()[0]["description"]


@pytest.mark.parametrize(
    "moment",
    ["2026-11-01T00:00:00Z", "2026-11-01T01:00:00+01:00", "2026-11-01T01:00:00 01:00",
     "2026-11-01T00:00:00.000Z", "2026-11-01T00:00Z", "2026-11-01", "2026-10-31T13:30:00-10:30",
     "2026-11-01T23:59:00+23:59"],
)  # fmt: skip
def test_a_moment_may_be_written_in_every_way_of_the_standard(rf, moment):
    span = asking.span_of(rf.get("/", {"end_date": moment}), now=NOW)

    assert span.end == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_start_alone_asks_for_ninety_days_from_there(rf):
    span = asking.span_of(rf.get("/", {"start_date": "2026-01-01T00:00:00Z"}), now=NOW)

    assert span.end - span.start == timedelta(days=90)


def test_a_page_beyond_every_list_is_empty(client, post, keys):
    post()

    for path in ("requests.json", "servicerequestupdates.json"):
        assert get(client, path, api_key=keys["northvale"], page="9" * 30).json() == []


def test_a_program_that_knows_of_no_pages_misses_nothing(client, northvale, keys, now):
    partner = Actor(kind=ActorKind.PARTNER, identifier="FixMyStreet", name="FixMyStreet")
    with acting_for(northvale.id):
        for _ in range(51):
            a_case(northvale, clock.now(), actor=partner)

    assert len(get(client, "requests.json").json()) == 51
    told = get(client, "servicerequestupdates.json", api_key=keys["northvale"]).json()
    assert len(told) == 51


def test_updates_tell_what_happened_to_the_programs_own_requests(
    client, post, northvale, keys, now
):
    post()
    with acting_for(northvale.id):
        change_status(
            actor=system("test"),
            case_id=Case.objects.get().pk,
            status="resolved",
            public_note="Filled.",
            internal_note="Charge to the ward.",
            now=clock.now() + timedelta(seconds=1),
        )
    until = (clock.now() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    answer = get(
        client, "servicerequestupdates.json", api_key=keys["northvale"], end_date=until
    ).json()

    assert [entry["status"] for entry in answer] == ["OPEN", "FIXED"]
    assert answer[-1]["description"] == "Filled."
    assert "ward" not in str(answer)
    assert get(client, "servicerequestupdates.json").status_code == 403


def test_an_update_tells_the_status_of_its_own_time(client, post, northvale, keys):
    post()
    with acting_for(northvale.id):
        case_id, now = Case.objects.get().pk, clock.now()
        step = {"actor": system("test"), "case_id": case_id}
        change_status(**step, status="in_progress", now=now + timedelta(seconds=1))
        add_note(**step, text="Tomorrow.", is_public=True, now=now + timedelta(seconds=2))
        change_status(**step, status="resolved", now=now + timedelta(seconds=3))

    until = clock.now() + timedelta(minutes=1)
    answer = get(
        client,
        "servicerequestupdates.json",
        api_key=keys["northvale"],
        end_date=until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )

    (note,) = (entry for entry in answer.json() if entry["description"] == "Tomorrow.")
    assert note["status"] == "IN_PROGRESS"


def test_a_note_from_another_program_is_kept_once_and_for_staff(client, post, northvale, keys):
    reference = post().json()[0]["service_request_id"]
    note = {
        "service_request_id": reference,
        "update_id": "u-1",
        "description": "It is worse now.",
        "api_key": keys["northvale"],
    }

    first = client.post("/open311/v2/servicerequestupdates.json", note, headers=HERE)
    second = client.post("/open311/v2/servicerequestupdates.json", note, headers=HERE)

    assert first.status_code == 201
    assert first.json() == second.json()
    with acting_for(northvale.id):
        assert TimelineEntry.objects.get(text="It is worse now.").is_public is False


def test_notes_whose_long_ids_begin_alike_are_two(client, post, northvale, keys):
    reference = post().json()[0]["service_request_id"]
    for end in "ab":
        note = {
            "service_request_id": reference,
            "update_id": "7" * 250 + end,
            "description": "It is worse now.",
            "api_key": keys["northvale"],
        }
        client.post("/open311/v2/servicerequestupdates.json", note, headers=HERE)

    with acting_for(northvale.id):
        assert TimelineEntry.objects.filter(text="It is worse now.").count() == 2


def test_what_the_resident_and_the_team_say_to_each_other_is_told_to_no_program(
    client, post, northvale, keys
):
    post()
    with acting_for(northvale.id):
        case, now = Case.objects.get(), clock.now()
        me = Actor(
            kind=ActorKind.RESIDENT,
            identifier=str(case.person_id),
            subject=str(case.person_id),
            permissions={northvale.id: frozenset({"own.requests"})},
        )
        on = {"case_id": case.pk, "now": now + timedelta(seconds=1)}
        write_to_team(actor=me, text="My private words", **on)
        write_to_resident(actor=system("test"), text="Our private words", **on)
        withdraw_case(actor=me, text="My private reason", **on)

    until = clock.now() + timedelta(minutes=1)
    answer = get(
        client,
        "servicerequestupdates.json",
        api_key=keys["northvale"],
        end_date=until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )

    assert "private" not in answer.content.decode()
    assert [entry["status"] for entry in answer.json()] == ["OPEN", "CANCELLED"]
