"""Streetworks' Open311 interface, spoken to as any other client would."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from simulators.tests.program import CLIENT

ALDERMOOR = {"jurisdiction_id": "aldermoor.example"}
KEY = {**ALDERMOOR, "api_key": "aldermoor-demonstration-key"}
POTHOLE = {**KEY, "service_code": "POTHOLE", "lat": "52.1", "long": "-3.05", "description": "Hole"}


def ask(program, path, **parameters):
    return program.get(f"/open311/v2/{path}", **ALDERMOOR, **parameters)


def send(program, form=POTHOLE, extension="json", **headers):
    return CLIENT.post(
        f"{program.url}/open311/v2/requests.{extension}",
        data=form,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def say(program, number, status, note="", scheduled_on=""):
    answer = CLIENT.post(
        f"{program.url}/jobs/{number}/status",
        data={"status": status, "note": note, "scheduled_on": scheduled_on},
    )
    assert answer.status_code == 303, answer.text


def jobs(program, **parameters):
    return program.get("/_jobs.json", **parameters).json()


def test_discovery_names_the_interface(backoffice):
    answer = ask(backoffice, "discovery.json")

    assert answer.json()["endpoints"][0]["url"] == f"{backoffice.url}/open311/v2"
    assert answer.json()["endpoints"][0]["formats"] == ["text/xml", "application/json"]


def test_each_council_has_its_own_services(backoffice):
    aldermoor = ask(backoffice, "services.json").json()
    cwm_helyg = backoffice.get(
        "/open311/v2/services.json", jurisdiction_id="cwm-helyg.example"
    ).json()

    assert {service["service_code"] for service in aldermoor} >= {"MISSED_BIN", "POTHOLE"}
    assert {service["service_code"] for service in cwm_helyg} >= {"W01", "H01"}


def test_definition_in_xml_and_json_says_the_same(backoffice):
    json = ask(backoffice, "services/MISSED_BIN.json").json()
    xml = ET.fromstring(ask(backoffice, "services/MISSED_BIN.xml").content)

    container = json["attributes"][0]
    assert container["datatype"] == "singlevaluelist"
    assert container["required"] is True
    assert [value["key"] for value in container["values"]] == [
        key.text for key in xml.findall("attributes/attribute[1]/values/value/key")
    ]
    assert xml.find("attributes/attribute/required").text == "true"


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("services.json", {}, 400),
        ("services.json", {"jurisdiction_id": "elsewhere.example"}, 404),
        ("services/NONE.json", ALDERMOOR, 404),
        ("requests/AL999999.json", ALDERMOOR, 404),
        ("tokens/none.json", ALDERMOOR, 404),
        ("nothing.json", ALDERMOOR, 404),
        ("servicerequestupdates.json", {**ALDERMOOR, "start_date": "2026-01-01T00:00:00"}, 400),
    ],
)
def test_mistakes_are_answered_in_the_standards_shape(backoffice, path, parameters, status):
    json = backoffice.get(f"/open311/v2/{path}", **parameters)
    xml = backoffice.get(f"/open311/v2/{path.replace('.json', '.xml')}", **parameters)

    assert (json.status_code, xml.status_code) == (status, status)
    assert json.json()[0]["code"] == status
    assert json.json()[0]["description"]
    assert ET.fromstring(xml.content).find("error/code").text == str(status)
    assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_request_becomes_a_job_and_can_be_read_back(backoffice):
    form = {
        **POTHOLE,
        "description": "Twll & <ffordd>\x0b",
        "attribute[surface]": "road",
        "attribute[dangers][]": ["walking", "cycling"],
        "media_url": ["http://pictures.example/1.jpg", "http://pictures.example/2.jpg"],
    }

    number = send(backoffice, form).json()[0]["service_request_id"]

    (shown,) = ask(backoffice, f"requests/{number}.json").json()
    assert shown["status"] == "open"
    assert shown["description"] == "Twll & <ffordd>\x0b"
    assert shown["media_url"] == form["media_url"]
    xml = ET.fromstring(ask(backoffice, f"requests/{number}.xml").content)
    assert len(xml.findall("request/media_url")) == 2
    (job,) = jobs(backoffice)["jobs"]
    assert job["attributes"]["dangers"] == ["walking", "cycling"]


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"api_key": "cwm-helyg-demonstration-key"}, 403, "api_key"),
        ({"service_code": "NONE"}, 404, "service_code"),
        ({"service_code": ""}, 400, "service_code"),
        ({"lat": "north"}, 400, "lat and long"),
        ({"lat": "", "long": ""}, 400, "location"),
        ({"attribute[surface]": "moon"}, 400, "attribute[surface]"),
        ({"attribute[depth_mm]": "deep"}, 400, "number"),
        ({"service_code": "MISSED_BIN"}, 400, "attribute[container] is required"),
        ({"description": "x" * 4001}, 400, "4000"),
    ],
)
def test_wrong_requests_are_refused_and_make_no_job(backoffice, change, status, says):
    answer = send(backoffice, {**POTHOLE, **change})

    assert answer.status_code == status
    assert says in answer.json()[0]["description"]
    assert jobs(backoffice)["count"] == 0


@pytest.mark.parametrize("name", ["external_id", "attribute[external_id]"])
def test_repeated_external_id_answers_with_the_same_job(backoffice, name):
    first = send(backoffice, {**POTHOLE, name: "case-1"}).json()
    again = send(backoffice, {**POTHOLE, name: "case-1"}).json()

    assert first == again
    assert jobs(backoffice, external_id="case-1")["jobs"][0]["times_received"] == 2
    assert jobs(backoffice)["jobs_per_key"] == {"aldermoor.example external_id case-1": 1}


def test_ten_at_once_with_one_key_make_one_job(backoffice):
    with ThreadPoolExecutor(10) as threads:
        answers = list(
            threads.map(lambda _: send(backoffice, Idempotency_Key="key-1").json(), range(10))
        )

    assert len({answer[0]["service_request_id"] for answer in answers}) == 1
    assert jobs(backoffice, key="key-1")["count"] == 1
    assert len(backoffice.received("post_request")) == 10


def test_same_key_of_another_council_is_another_job(backoffice):
    other = {
        **POTHOLE,
        "jurisdiction_id": "cwm-helyg.example",
        "api_key": "cwm-helyg-demonstration-key",
        "service_code": "H01",
    }

    send(backoffice, Idempotency_Key="key-1")
    send(backoffice, other, Idempotency_Key="key-1")

    assert jobs(backoffice, key="key-1")["count"] == 2
    assert set(jobs(backoffice)["jobs_per_key"].values()) == {1}


def test_batch_service_answers_with_a_token_first(backoffice):
    backoffice.control(token={"seconds": 0.4})

    (answer,) = send(backoffice).json()
    early = ask(backoffice, f"tokens/{answer['token']}.json").json()
    time.sleep(0.5)
    late = ask(backoffice, f"tokens/{answer['token']}.json").json()

    assert early == [{"token": answer["token"]}]
    (job,) = jobs(backoffice)["jobs"]
    assert late == [{"token": answer["token"], "service_request_id": job["service_request_id"]}]


def test_updates_of_a_while_are_listed_oldest_first(backoffice):
    number = send(backoffice).json()[0]["service_request_id"]
    say(backoffice, number, "ACTION_SCHEDULED", "On Friday", "2026-11-27")
    say(backoffice, number, "FIXED", "Filled")
    now = datetime.now(UTC)

    listed = ask(
        backoffice,
        "servicerequestupdates.json",
        start_date=(now - timedelta(minutes=5)).isoformat(),
        end_date=now.isoformat(),
    ).json()
    earlier = ask(
        backoffice,
        "servicerequestupdates.json",
        start_date=(now - timedelta(days=2)).isoformat(),
        end_date=(now - timedelta(days=1)).isoformat(),
    ).json()

    assert [update["status"] for update in listed] == ["ACTION_SCHEDULED", "FIXED"]
    assert listed[0]["extras"] == {"scheduled_date": "2026-11-27"}
    assert len({update["update_id"] for update in listed}) == 2
    assert earlier == []
    (shown,) = ask(backoffice, "requests.json", service_request_id=number).json()
    assert (shown["status"], shown["status_notes"]) == ("closed", "Filled")
    xml = ET.fromstring(ask(backoffice, "servicerequestupdates.xml").content)
    assert xml.tag == "service_request_updates"
    assert xml.findtext("request_update[2]/description") == "Filled"


def test_follow_up_sent_twice_is_kept_once(backoffice):
    number = send(backoffice).json()[0]["service_request_id"]
    form = {**KEY, "service_request_id": number, "update_id": "u1", "description": "Still there"}
    url = f"{backoffice.url}/open311/v2/servicerequestupdates.json"

    answers = [CLIENT.post(url, data=form).json() for _ in range(2)]

    assert answers[0] == answers[1]
    (job,) = jobs(backoffice)["jobs"]
    assert [one["description"] for one in job["follow_ups"]] == ["Still there"]


def test_requests_are_listed_by_state_and_page(backoffice):
    numbers = [send(backoffice).json()[0]["service_request_id"] for _ in range(3)]
    say(backoffice, numbers[1], "DUPLICATE")

    opened = ask(backoffice, "requests.json", status="open").json()
    second = ask(backoffice, "requests.json", page=2, page_size=2).json()

    assert [one["service_request_id"] for one in opened] == [numbers[2], numbers[0]]
    assert [one["service_request_id"] for one in second] == [numbers[0]]
