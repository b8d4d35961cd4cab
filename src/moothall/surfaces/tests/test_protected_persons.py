"""
A marked address is planted wherever the product keeps one, and looked for on every address.

The walk takes every address of the URLconf that it can fill in, as each sort of reader who has no
right to it. Whoever adds a page, feed or export is walked without doing anything for it.
"""

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from moothall.cases.models import Case
from moothall.connectors.actions import issue_api_key
from moothall.connectors.delivering import case_to_send
from moothall.eforms.data_out.exports import Layout, Wanted, export_of
from moothall.eforms.handing_over import document_of, lines_of
from moothall.eforms.models import Submission
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.tests import kit
from moothall.people import scopes
from moothall.people.queries import search_people
from moothall.people.tests.granting import live_grant
from moothall.surfaces.tests.planting import (
    ADDRESS,
    EMAIL,
    MARKS,
    OPEN,
    PHONE,
    POSTCODE,
    TOKEN,
    Planted,
    leaks_in,
    supervisor,
)


def addresses(known, *, of=""):
    """Give every address of the URLconf that can be filled in; only those with the part `of`."""
    from django.urls import reverse
    from django.urls.exceptions import NoReverseMatch

    for name, parameters in names():
        if of and of not in parameters:
            continue
        try:
            yield reverse(name, kwargs={one: known[one] for one in parameters})
        except (KeyError, NoReverseMatch):
            continue


def names(resolver=None, namespace="", parameters=frozenset()):
    for entry in (resolver or get_resolver()).url_patterns:
        own = parameters | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from names(entry, inner, own)
        elif isinstance(entry, URLPattern) and entry.name:
            yield namespace + entry.name, own


def walked(client, known, *, of=""):
    """Return the leaks by address, and how many pages were really shown."""
    found, shown = {}, 0
    for address in addresses(known, of=of):
        if "sign-out" in address or address.startswith("/cms/"):
            continue
        for query in ("", f"?council=northvale&person={known['person_id']}"):
            response = client.get(address + query)
            shown += response.status_code == 200
            if leaks := leaks_in(response):
                found[address + query] = leaks
    return found, shown


@pytest.mark.slow
def test_without_the_flag_the_walk_finds_what_was_planted(in_northvale, rhian, alice):
    planted = Planted(in_northvale, rhian, clock.now())
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)

    found, _ = walked(client, planted.known)

    case = f"/workspace/cases/{planted.case.reference}/"
    file = f"/workspace/files/{planted.file.pk}/"
    assert {case, file, f"/workspace/people/{rhian.pk}/", "/workspace/"} <= set(found)
    assert f"/sign-form/{TOKEN}/" in found
    assert len(found) > 10
    of_draft, _ = walked(client, planted.known_of_open_draft, of="secret")
    assert f"/workspace/forms/northvale/to-sign/{OPEN}/check/" in of_draft
    assert f"/workspace/forms/northvale/to-sign/{OPEN}/home/" in of_draft


@pytest.mark.slow
@pytest.mark.parametrize("who", ["alice", "bob", "supervisor", "nobody"])
def test_no_page_says_where_a_protected_person_lives(who, planted, northvale, southmere):
    client = Client(headers={"host": "northvale.test"})
    if who == "supervisor":
        kit.sign_in(client, supervisor(northvale))  # may see it, but has not said why
    elif who != "nobody":
        kit.sign_in(client, kit.staff_user(who, clock.now()))

    found, shown = walked(client, planted.known)
    of_draft, _ = walked(client, planted.known_of_open_draft, of="secret")

    assert found == {}
    assert of_draft == {}
    assert shown > (5 if who == "nobody" else 15)


@pytest.mark.slow
def test_a_helper_who_acts_for_them_finds_no_address_either(planted, tomos):
    grant = live_grant(planted.person, tomos, clock.now(), scopes_=sorted(scopes.GRANTABLE))
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, tomos)
    client.post("/account/acting/", {"for": f"grant:{grant.pk}"})

    found, shown = walked(client, {**planted.known, "grant_id": grant.pk})

    assert found == {}
    assert shown > 10


def test_who_signs_sees_what_they_sign_and_neither_address_nor_contact(planted):
    client = Client(headers={"host": "northvale.test"})

    page = client.get(f"/sign-form/{TOKEN}/")
    text = page.content.decode()

    assert (page.status_code, leaks_in(page)) == (200, [])
    assert "Some answers are not shown here." in text
    assert text.count("Not shown here") == 4
    assert "ben@sign.test" in text
    assert "Yes" in text
    assert "protect" not in text.lower()  # the signer may be whom they are protected from


def test_who_said_why_goes_on_with_a_form_for_them_and_nobody_else(planted, northvale, bob):
    sara = Client(headers={"host": "northvale.test"})
    kit.sign_in(sara, supervisor(northvale))
    check = f"/workspace/forms/northvale/to-sign/{OPEN}/check/"

    before = sara.get(check)
    typed = sara.post(
        f"/workspace/forms/northvale/to-sign/{OPEN}/home/", {"home-address": "Elsewhere"}
    )
    sara.post(f"/workspace/people/{planted.person.pk}/look/", {"reason": "They are on the phone"})
    after = sara.get(check)

    assert (before.status_code, typed.status_code, after.status_code) == (403, 403, 200)
    assert "This person is protected" in before.content.decode()
    assert "zebedee" in after.content.decode().lower()
    planted.open_draft.refresh_from_db()
    assert planted.open_draft.answers["home-address"] == ADDRESS


@pytest.mark.slow
def test_a_form_that_staff_hand_in_for_them_hides_what_was_typed_from_then_on(
    planted, bob, alice, queue
):
    agent = Client(headers={"host": "northvale.test"})
    kit.sign_in(agent, bob)
    colleague = Client(headers={"host": "northvale.test"})
    kit.sign_in(colleague, alice)
    begun = agent.post(
        "/workspace/forms/northvale/trial/", {"person": planted.person.pk, "channel": "phone"}
    )
    draft = begun.headers["Location"]
    agent.post(f"{draft}home/", {"home-address": ADDRESS})
    agent.post(f"{draft}contact/", {"name": "Rhian Evans"})

    assert "zebedee" in agent.get(f"{draft}check/").content.decode().lower()  # who typed it
    assert colleague.get(f"{draft}check/").status_code == 403
    agent.post(f"{draft}check/")
    queue.run_all()

    made = Submission.objects.exclude(pk=planted.submission.pk).get()
    known = {**planted.known, "secret": draft.rstrip("/").rpartition("/")[2],
             "reference": made.reference}  # fmt: skip
    assert made.person_id == planted.person.pk
    assert made.receipt_id is not None
    for desk in (agent, colleague):
        assert desk.get(f"{draft}done/").status_code == 200
        for of in ("secret", "reference"):
            assert walked(desk, known, of=of)[0] == {}
        assert leaks_in(desk.get("/workspace/?council=northvale")) == []
        assert desk.get(f"{draft}answers.pdf").status_code == 404


def test_programs_get_no_place_and_no_words(planted):
    key = issue_api_key(
        actor=system("tests"), council_id=planted.council.id, name="FMS", now=clock.now()
    )
    Case.objects.update(opened_by_kind="partner", opened_by_identifier="FMS")
    client = Client(headers={"host": "northvale.test"})

    for path in ("requests.json", "requests.xml", f"requests/{planted.case.reference}.json",
                 "servicerequestupdates.json"):  # fmt: skip
        response = client.get(f"/open311/v2/{path}", {"api_key": key})
        assert response.status_code == 200
        assert leaks_in(response) == []


@pytest.mark.parametrize("layout", list(Layout))
def test_exports_hold_no_answers(layout, planted):
    today = clock.now().date()
    wanted = Wanted(form="trial", since=today, until=today, layout=layout, with_sensitive=True)

    text = b"".join(export_of(planted.council, wanted).pieces).decode().lower()

    assert planted.case.reference.lower() in text
    assert [mark for mark in MARKS if mark in text] == []


def test_nothing_that_goes_to_offices_and_other_systems_holds_it(planted):
    told = [
        str(case_to_send(planted.delivery)),
        str(lines_of(planted.submission)),
        str(document_of(planted.submission)),
    ]

    assert [mark for mark in MARKS for text in told if mark in text.lower()] == []
    assert planted.case.reference in told[0]


def test_mail_to_them_encloses_nothing_and_names_no_place(planted, queue):
    queue.run_all()

    assert [
        mark_ for mark_ in ("zebedee", "qx7") for one in mail.outbox if mark_ in str(one.message())
    ] == []


def test_nobody_finds_them_by_what_is_hidden(planted):
    council = planted.council.id

    assert search_people([council], EMAIL) == []
    assert search_people([council], PHONE) == []
    assert [one.id for one in search_people([council], "Rhian")] == [planted.person.pk]


def test_a_street_or_postcode_does_not_lead_to_their_case(planted, alice):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)

    for text in ("Zebedee Hollow", POSTCODE):
        for path in ("/workspace/", "/workspace/people/", "/workspace/calls/new/"):
            assert planted.case.reference not in client.get(path, {"q": text}).content.decode()
    found = client.get("/workspace/people/", {"q": "Rhian"}).content.decode()
    assert planted.case.reference in found  # by the name she is found, without the place
