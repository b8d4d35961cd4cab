"""Our own Open311 endpoint, as other people's clients meet it."""

from xml.etree.ElementTree import fromstring

import pytest

from moothall.cases.models import Case
from moothall.connectors.actions import issue_api_key
from moothall.connectors.tests.program import HERE, REPORT, THERE, get
from moothall.connectors.tests.program import keys as keys  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.program import post as post  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.scenes import a_case
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.places.actions import load_addresses
from moothall.places.tests.factories import descriptor, house, premium_file, street


def test_discovery_tells_where_and_what_in_both_formats(client, northvale):
    answer = get(client, "discovery.json").json()

    assert answer["endpoints"][0]["url"].endswith("northvale.test/open311/v2")
    assert answer["endpoints"][0]["formats"] == ["application/json", "text/xml"]
    xml = fromstring(get(client, "discovery.xml").content)
    assert xml.tag == "discovery"
    assert xml.find("endpoints/endpoint/formats/format").text == "application/json"


def test_services_are_the_councils_service_requests(client, northvale):
    answer = get(client, "services.json").json()

    assert [entry["service_code"] for entry in answer] == ["missed-bin", "street-fault"]
    xml = fromstring(get(client, "services.xml").content)
    assert [e.text for e in xml.findall("service/service_code")] == ["missed-bin", "street-fault"]


def test_a_posted_request_becomes_a_case_with_its_person(post, northvale):
    answer = post()

    assert answer.status_code == 201
    with acting_for(northvale.id):
        case = Case.objects.get()
        assert answer.json()[0]["service_request_id"] == case.reference
        assert (case.channel, case.summary) == ("partner", "A deep hole")
        assert case.person.name == "Siân Llewelyn"
        assert case.latitude == pytest.approx(52.42)
        assert case.easting == pytest.approx(328_700, abs=1500)


def test_the_same_request_posted_again_is_the_same_case(post, northvale):
    first, second = post(), post()

    assert first.json() == second.json()
    with acting_for(northvale.id):
        assert Case.objects.count() == 1


def test_an_idempotency_key_in_the_header_counts_too(post, northvale):
    headers = {**HERE, "idempotency-key": "abc"}

    post(headers=headers, **{"attribute[external_id]": None})
    post(headers=headers, **{"attribute[external_id]": None})

    with acting_for(northvale.id):
        assert Case.objects.count() == 1


@pytest.mark.parametrize("in_header", [True, False])
def test_long_ids_that_begin_alike_are_two_requests(post, northvale, in_header):
    for end in "ab":
        theirs = "https://reports.example/" + "7" * 120 + end
        headers = {**HERE, "idempotency-key": theirs} if in_header else HERE
        post(headers=headers, **{"attribute[external_id]": None if in_header else theirs})

    with acting_for(northvale.id):
        assert Case.objects.count() == 2


def test_a_program_with_the_longest_name_may_open_cases(client, northvale, now):
    with acting_for(northvale.id):
        us = {"actor": system("test"), "council_id": northvale.id, "now": now}
        key = issue_api_key(name="N" * 80, **us)
        with pytest.raises(ValueError, match="80 characters"):
            issue_api_key(name="N" * 81, **us)

    answers = [
        client.post(
            "/open311/v2/requests.json",
            {**REPORT, "api_key": key, "attribute[external_id]": theirs},
            headers=HERE,
        )
        for theirs in ("1", "2")
    ]

    assert answers[0].json() != answers[1].json()


def test_without_an_id_of_theirs_each_posting_is_its_own(post, northvale):
    post(**{"attribute[external_id]": None})
    post(**{"attribute[external_id]": None})

    with acting_for(northvale.id):
        assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"key": "wrong"}, 403, "api_key"),
        ({"key": "southmere"}, 403, "api_key"),
        ({"api_key": None}, 403, "api_key"),
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "no-such"}, 404, "service_code"),
        ({"service_code": "general-enquiry"}, 403, "not offered"),
        ({"description": ""}, 400, "description"),
        ({"lat": None, "long": None}, 400, "lat and long"),
        ({"lat": "north"}, 400, "numbers"),
        ({"lat": "0", "long": "0"}, 400, "United Kingdom"),
        ({"jurisdiction_id": "southmere"}, 404, "jurisdiction_id"),
    ],
)
@pytest.mark.parametrize("format_", ["json", "xml"])
def test_refusals_have_the_standards_shape_and_change_nothing(
    post, northvale, changes, status, said, format_
):
    answer = post(path=f"requests.{format_}", **changes)

    assert answer.status_code == status
    if format_ == "json":
        (error,) = answer.json()
        assert (error["code"], said in error["description"]) == (status, True)
    else:
        assert answer["Content-Type"].startswith("text/xml")
        assert said in fromstring(answer.content).find("error/description").text
    with acting_for(northvale.id):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    "name", ["description", "address_string", "email", "phone", "attribute[external_id]", "other"]
)
def test_a_character_that_no_database_keeps_is_refused_by_name(post, northvale, name):
    answer = post(**{name: "a\0b"})

    assert answer.status_code == 400
    assert answer.json()[0]["description"] == f"{name} holds a NUL character."
    with acting_for(northvale.id):
        assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["service_request_id", "service_code"])
@pytest.mark.parametrize("path", ["requests.json", "servicerequestupdates.json"])
def test_no_question_may_hold_such_a_character_either(client, keys, path, name):
    answer = get(client, path, api_key=keys["northvale"], **{name: "a\0b"})

    assert answer.status_code == 400


def test_a_place_may_be_told_in_words(post, northvale):
    post(lat=None, long=None, address_string="Outside the library")

    with acting_for(northvale.id):
        assert Case.objects.get().place == "Outside the library"


@pytest.fixture
def library(northvale, now, tmp_path):
    """An address of Northvale whose UPRN is 101."""
    records = [street(1), descriptor(1, "HIGH STREET"), *house(101, 1, 1)]
    load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=now)


@pytest.mark.parametrize("name", ["attribute[uprn]", "address_id"])
def test_a_place_may_be_told_by_the_number_of_its_address(post, northvale, library, name):
    assert post(lat=None, long=None, **{name: "101"}).status_code == 201

    with acting_for(northvale.id):
        case = Case.objects.get()
        assert (case.uprn, case.place) == (101, "1 High Street, Northvale, QX1 1AA")


@pytest.mark.parametrize("uprn", ["²", "9" * 30, "9" * 5000, "-1"])
def test_a_number_that_no_address_has_leaves_the_place_as_told(post, northvale, uprn):
    answer = post(lat=None, long=None, address_string="By the moor", **{"attribute[uprn]": uprn})

    assert answer.status_code == 201
    with acting_for(northvale.id):
        assert Case.objects.get().place == "By the moor"


def test_only_the_program_that_opened_a_request_is_told_what_was_typed(client, post, keys):
    reference = post().json()[0]["service_request_id"]

    for_all = get(client, f"requests/{reference}.json").json()[0]
    for_them = get(client, f"requests/{reference}.json", api_key=keys["northvale"]).json()[0]

    assert for_all["status"] == "open"
    assert "description" not in for_all
    assert "address" not in for_all
    assert for_them["description"] == "A deep hole"
    assert "sian" not in str(for_them).lower()


def test_enquiries_are_nobody_elses_business(client, northvale, now):
    with acting_for(northvale.id):
        reference = a_case(northvale, now, service="general-enquiry").reference

    assert get(client, f"requests/{reference}.json").status_code == 404


def test_tokens_stand_for_requests_already_made(client, post, keys):
    reference = post().json()[0]["service_request_id"]

    answer = get(client, f"tokens/{reference}.json", api_key=keys["northvale"])

    assert answer.json() == [{"service_request_id": reference, "token": reference}]
    assert get(client, "tokens/nothing.json", api_key=keys["northvale"]).status_code == 404


def test_the_other_council_knows_nothing_of_it(client, post, keys):
    reference = post().json()[0]["service_request_id"]

    assert get(client, f"requests/{reference}.json", headers=THERE).status_code == 404
    assert get(client, "requests.json", headers=THERE).json() == []
    assert (
        get(
            client, "servicerequestupdates.json", headers=THERE, api_key=keys["northvale"]
        ).status_code
        == 403
    )


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_other_methods_are_refused_and_told_which_are_answered(client, northvale, method):
    answer = getattr(client, method)("/open311/v2/services.xml", headers=HERE)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert fromstring(answer.content).find("error/code").text == "405"


@pytest.mark.parametrize(
    "path",
    ["", "/", "/v2", "/v2/", "/v2/nothing.json", "/v2/services", "/v2/services.JSON",
     "/v2/services.json/", "/v2/requests/a%00b.json", "/v1/services.json"],
)  # fmt: skip
def test_an_address_with_nothing_behind_it_says_so_in_the_standards_shape(client, northvale, path):
    answer = client.get(f"/open311{path}", headers=HERE)

    assert answer.status_code == 404
    assert answer.json() == [{"code": 404, "description": "There is nothing at this address."}]


def test_an_address_that_ends_in_xml_is_answered_in_xml(client, northvale):
    answer = client.get("/open311/v2/nothing.XML", headers=HERE)

    assert answer.status_code == 404
    assert fromstring(answer.content).find("error/code").text == "404"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("not a part", "multipart/form-data"),
        ("a=1&" * 3000, "application/x-www-form-urlencoded"),
        ("a=" + "b" * 1_100_000, "application/x-www-form-urlencoded"),
        ("a=1", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_in_the_standards_shape(
    client, northvale, body, content_type
):
    answer = client.post("/open311/v2/requests.json", body, content_type=content_type, headers=HERE)

    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 400


def test_what_was_typed_cannot_break_the_xml(client, post, keys):
    post(description="<script>&\x07 ]]>")

    answer = get(client, "requests.xml", api_key=keys["northvale"])

    assert fromstring(answer.content).find("request/description").text == "<script>& ]]>"
