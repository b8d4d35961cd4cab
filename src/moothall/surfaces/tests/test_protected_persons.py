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
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.tests import kit
from moothall.people.queries import search_people
from moothall.people.tests.granting import live_grant
from moothall.surfaces.tests.planting import (
    EMAIL,
    MARKS,
    PHONE,
    POSTCODE,
    Planted,
    leaks_in,
    supervisor,
)


def addresses(known):
    """Give every address of the URLconf that can be filled in."""
    from django.urls import reverse
    from django.urls.exceptions import NoReverseMatch

    for name, parameters in names():
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


def walked(client, known):
    """Return the leaks by address, and how many pages were really shown."""
    found, shown = {}, 0
    for address in addresses(known):
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
    assert len(found) > 10


@pytest.mark.slow
@pytest.mark.parametrize("who", ["alice", "bob", "supervisor", "nobody"])
def test_no_page_says_where_a_protected_person_lives(who, planted, northvale, southmere):
    client = Client(headers={"host": "northvale.test"})
    if who == "supervisor":
        kit.sign_in(client, supervisor(northvale))  # may see it, but has not said why
    elif who != "nobody":
        kit.sign_in(client, kit.staff_user(who, clock.now()))

    found, shown = walked(client, planted.known)

    assert found == {}
    assert shown > (5 if who == "nobody" else 15)


@pytest.mark.slow
def test_a_helper_who_acts_for_them_finds_no_address_either(planted, tomos):
    grant = live_grant(planted.person, tomos, clock.now(), scopes_=["own.requests", "own.details"])
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, tomos)
    client.post("/account/acting/", {"for": f"grant:{grant.pk}"})

    found, shown = walked(client, {**planted.known, "grant_id": grant.pk})

    assert found == {}
    assert shown > 5


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
