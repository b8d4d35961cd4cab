"""Partners' programs fill in forms, by the published description and under the council's rules."""

from datetime import timedelta

import pytest
from openapi_spec_validator import validate

from moothall.connectors.actions import issue_api_key
from moothall.connectors.partners import asking
from moothall.connectors.tests.program import HERE, THERE
from moothall.eforms.models import Prefill
from moothall.eforms.prefilling import openapi
from moothall.eforms.tests.factories import document, options, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for

ANSWERS = {
    "person.name": "Siân Llewelyn",
    "born": "1980-02-03",
    "kinds": ["garden"],
    "amount": 1250,
    "pets": True,
    "home": {"line_1": "1 High Street", "town": "Northvale", "postcode": "QX1 1AA"},
    "place": {"description": "By the gate", "latitude": 52.4, "longitude": -3.0},
}


@pytest.fixture
def form(northvale, now):
    asked = page(
        "about",
        question("who", "name", name="person.name"),
        question("born", "date"),
        question("kinds", "checkboxes", options=options("garden", "food")),
        question("amount", "money", settings={"most": 100}),
        question("pets", "yes_no"),
        question("home", "address"),
        question("place", "map_location", settings={"anywhere": True}),
        question("secret", "text"),
        title={"en": "About you", "cy": "Amdanoch chi"},
    )
    keys = [one["key"] for one in asked["questions"] if one["key"] != "secret"]
    publish(northvale, document(asked, prefill={"token": keys}), now)


@pytest.fixture
def key(northvale, now):
    with acting_for(northvale.id):
        return issue_api_key(
            actor=system("test"), council_id=northvale.id, name="The library", now=now,
            may_prefill=True,
        )  # fmt: skip


@pytest.fixture
def offer(client, form, key):
    def send(body=None, *, key=key, headers=HERE, path="trial/prefills", **answers):
        body = {"answers": answers or ANSWERS} if body is None else body
        return client.post(
            f"/api/v1/forms/{path}", body, content_type="application/json",
            headers={**headers, "authorization": f"Bearer {key}"},
        )  # fmt: skip

    return send


def test_the_description_is_valid_and_anybody_may_read_it(client, northvale):
    answer = client.get("/api/v1/openapi.json", headers=HERE)

    validate(answer.json())
    assert answer.json() == openapi()


def test_answers_are_kept_and_an_address_is_given(offer, northvale, now):
    answer = offer({"answers": ANSWERS, "minutes": 5})

    given = answer.json()
    assert answer.status_code == 201, given
    assert given["url"].startswith(f"{northvale.url}/forms/trial/?prefill=")
    assert set(given["questions"]) == {"who", "born", "kinds", "amount", "pets", "home", "place"}
    assert answer["Cache-Control"] == "no-store"
    with acting_for(northvale.id):
        kept = Prefill.objects.get()
    assert kept.partner == "The library"
    assert kept.expires_at - kept.offered_at == timedelta(minutes=5)
    assert given["url"].split("=")[1].encode() not in bytes(kept.token_digest)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret", "x"),
        ("nothing", "x"),
        ("person.name", ["x"]),
        ("person.name", ""),
        ("person.name", "   "),
        ("born", "1980-02-30"),
        ("born", "yesterday"),
        ("kinds", ["plastic"]),
        ("kinds", "garden"),
        ("amount", 12.5),
        ("amount", 10_001),
        ("pets", "yes"),
        ("home", {"uprn": 404}),
        ("home", {"line_1": "1 High Street"}),
        ("home", {"line_1": "1", "town": "T", "postcode": "nowhere"}),
        ("place", {"description": "x", "latitude": "52", "longitude": 0}),
    ],
)
def test_answers_that_a_person_could_not_give_are_refused_by_place(offer, northvale, name, value):
    answer = offer(**{name: value})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == f"#/answers/{name}"
    with acting_for(northvale.id):
        assert not Prefill.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ("{}", 422),
        ('{"answers": {}}', 422),
        ('{"answers": {"amount": NaN}}', 400),
        ('{"answers": {"person.name": "a\\u0000b"}}', 400),
        ('{"answers": {"person.name": "\\ud800"}}', 400),
        ('{"answers": {"person.name": "x"}, "minutes": 0}', 422),
        ('{"answers": {"person.name": "x"}, "more": 1}', 422),
        ("[" * 50_000, 400),
        (" " * 100_001, 413),
    ],
)
def test_bodies_that_cannot_be_used_say_so(offer, body, status):
    answer = offer(body)

    assert answer.status_code == status
    assert answer.json()["title"]


def test_only_json_is_read(client, form, key):
    answer = client.post(
        "/api/v1/forms/trial/prefills", {"answers": "x"}, headers={**HERE, "x-api-key": key}
    )

    assert answer.status_code == 415


def test_what_can_be_filled_in_is_listed_with_its_shape(client, form, key):
    answer = client.get("/api/v1/forms/trial/prefill", headers={**HERE, "x-api-key": key})

    listed = {one["key"]: one for one in answer.json()["questions"]}
    assert "secret" not in listed
    assert listed["who"]["name"] == "person.name"
    assert listed["kinds"]["schema"]["items"] == {"enum": ["garden", "food"]}


def test_strangers_and_others_keys_are_refused(client, offer, northvale, southmere, now):
    with acting_for(southmere.id):
        theirs = issue_api_key(
            actor=system("test"), council_id=southmere.id, name="Theirs", now=now, may_prefill=True
        )
    with acting_for(northvale.id):
        reports = issue_api_key(
            actor=system("test"), council_id=northvale.id, name="Reports", now=now
        )

    nobody = client.post("/api/v1/forms/trial/prefills", headers=HERE)
    assert nobody.status_code == 401
    assert nobody["WWW-Authenticate"] == "Bearer"
    assert offer(key=theirs).status_code == 401
    assert offer(key=reports).status_code == 403
    assert offer(key=theirs, headers=THERE).status_code == 404, "a form of another council"
    assert offer(path="no-such-form/prefills").status_code == 404
    wrong_way = client.get(
        "/api/v1/forms/trial/prefills", headers={**HERE, "authorization": f"Bearer {theirs}"}
    )
    assert wrong_way.status_code == 405
    assert wrong_way["Allow"] == "POST"


def test_a_key_that_calls_too_often_waits(offer, monkeypatch):
    monkeypatch.setattr(asking, "CALLS_A_MINUTE", 1)
    assert offer().status_code == 201

    answer = offer()
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"


def test_a_form_that_is_closed_takes_no_answers(offer, northvale, now, monkeypatch):
    from moothall.eforms.actions import set_availability

    with acting_for(northvale.id):
        set_availability(
            actor=system("test"), council_id=northvale.id, form="trial", opens_at=None,
            closes_at=clock.now() - timedelta(hours=1), most_submissions=None, now=now,
        )  # fmt: skip

    assert offer().status_code == 409
