"""The demonstration's own form and rounds, over HTTP."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from moothall.cases.models import Case
from moothall.councils.setup import SetupContext, SetupError
from moothall.eforms.setup import apply_forms
from moothall.eforms.tests.browser import Browser
from moothall.kernel import clock, short_memory
from moothall.kernel.scope import acting_for
from moothall.places import actions as places
from moothall.places.tests.factories import descriptor, house, premium_file, street
from moothall.verticals.waste.models import PropertyRound
from moothall.verticals.waste.queries import rounds_at
from moothall.verticals.waste.setup import apply_rounds

pytestmark = pytest.mark.django_db

DEMONSTRATION = Path(__file__).resolve().parents[5] / "demo"
FORMS = ["missed-bin.yaml", "street-fault.yaml", "general-enquiry.yaml"]


@pytest.fixture
def gazetteer(db, tmp_path, now):
    """Three houses in Northvale's district QX1, whose bins go on Mondays, and one in Southmere."""
    records = [street(1), descriptor(1, "HIGH STREET")]
    for number in (1, 2, 3):
        records += house(100 + number, 1, number, postcode="QX1 1AA")
    records += house(110, 1, 10, postcode="QX10 1AA")
    records += house(201, 1, 21, postcode="QX1 1AA", custodian=9992)
    places.load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=now)


@pytest.fixture
def prepared(gazetteer, northvale, southmere, now):
    for council in (northvale, southmere):
        with acting_for(council.id):
            apply_rounds(SetupContext(council, DEMONSTRATION / "waste", now), "aldermoor.yaml")
            apply_forms(SetupContext(council, DEMONSTRATION / "forms", now), FORMS)
    short_memory.forget_all()


def at(monkeypatch, *moment):
    monkeypatch.setattr(clock, "now", lambda: datetime(*moment, tzinfo=UTC))


def start(client, monkeypatch, council="northvale", prefix=""):
    browser = Browser(client, f"{council}.test", prefix)
    browser.start("missed-bin")
    return browser


def test_rounds_by_postcode_reach_the_districts_own_properties_alone(
    prepared, northvale, southmere
):
    with acting_for(northvale.id):
        assert {row.name for row in rounds_at(northvale.id, 101)} == {
            "Monday rubbish", "Monday recycling", "Monday food waste", "Monday garden waste",
        }  # fmt: skip
        assert {row.name.split()[0] for row in rounds_at(northvale.id, 110)} == {"Friday"}
        assert PropertyRound.objects.count() == 16
    with acting_for(southmere.id):
        assert PropertyRound.objects.count() == 4


def test_the_councils_of_the_demonstration_have_sound_rounds():
    for file in (DEMONSTRATION / "waste").glob("*.yaml"):
        document = yaml.safe_load(file.read_text())
        slugs = {one["slug"] for one in document["rounds"]}
        assert {slug for area in document["areas"] for slug in area["rounds"]} == slugs


def test_a_mistake_in_the_rounds_is_named_with_its_place(in_northvale, tmp_path, now):
    (tmp_path / "rounds.yaml").write_text("rounds:\n  - {slug: a, name: A, container: glass}\n")

    with pytest.raises(SetupError, match=r"in rounds.yaml at rounds/0"):
        apply_rounds(SetupContext(in_northvale, tmp_path, now), "rounds.yaml")


def test_properties_may_come_one_by_one_in_a_csv_file(in_northvale, tmp_path, now):
    (tmp_path / "rounds.yaml").write_text(
        "rounds:\n  - {slug: a, name: A, container: food, anchor_on: 2026-01-05}\n"
        "properties: homes.csv\n"
    )
    (tmp_path / "homes.csv").write_text("uprn,round\n7,a\n8,a\n")

    apply_rounds(SetupContext(in_northvale, tmp_path, now), "rounds.yaml")

    assert [row.container for row in rounds_at(in_northvale.id, 8)] == ["food"]


def test_a_missed_bin_becomes_a_case_with_the_property_without_scripts(
    prepared, northvale, client, monkeypatch
):
    at(monkeypatch, 2026, 11, 17, 9)
    browser = start(client, monkeypatch)
    assert browser.page == "address"

    browser.post({"address_query": "high street", "address": "", "action": "find-address"})
    assert browser.page == "address"
    assert "2 High Street" in browser.html
    assert "21 High Street" not in browser.html
    browser.post({"address": "102", "address_query": "high street"})
    assert browser.page == "bin"
    browser.post({"bin": "recycling"})
    assert browser.page == "collection-day"
    browser.post({"missed-on-day": "16", "missed-on-month": "11", "missed-on-year": "2026"})
    browser.post({"access": ""})
    browser.post({"name": "Ann Person", "email": "ann@example.test", "phone": ""})
    assert browser.page == "check"
    browser.post()

    assert browser.page == "done"
    with acting_for(northvale.id):
        case = Case.objects.get()
    assert case.reference in browser.html
    details = {one["key"]: one for one in case.details}
    assert details["property.uprn"]["code"] == "102"
    assert details["waste.container"]["code"] == "recycling"
    assert details["waste.missed_on"]["code"] == "2026-11-16"
    assert case.uprn == 102
    assert case.summary.startswith("Recycling not collected on 16 November 2026: 2 High Street")


def test_today_is_politely_refused_and_nothing_typed_is_lost(prepared, client, monkeypatch):
    at(monkeypatch, 2026, 11, 16, 9)
    browser = start(client, monkeypatch)
    browser.post({"address": "101"})

    browser.post({"bin": "recycling"})

    assert 'data-testid="refusal"' in browser.html
    assert "We may still be on our way" in browser.html
    browser.get(browser.path)
    assert browser.page == "bin"
    assert re.search(r'value="recycling"\s*checked', browser.html)


def test_the_refusal_speaks_welsh(prepared, client, monkeypatch):
    at(monkeypatch, 2026, 11, 20, 9)
    browser = start(client, monkeypatch, "southmere", "/cy")
    browser.post({"address": "201"})

    browser.post({"bin": "recycling"})

    assert 'data-testid="refusal"' in browser.html
    assert "ddydd Llun 16 Tachwedd" in browser.html


def test_an_address_outside_the_council_is_told_so(prepared, client, monkeypatch):
    browser = start(client, monkeypatch)

    browser.post({"address": "201"})

    assert browser.page == "address"
    assert "outside the area of Northvale Borough Council" in browser.html


def test_an_address_that_is_not_listed_is_typed(prepared, northvale, client, monkeypatch):
    browser = start(client, monkeypatch)

    browser.post({"address_query": "the barge", "address": "not-listed"})
    assert browser.page == "address"
    assert 'name="address-line-1"' in browser.html
    assert 'data-testid="error-summary"' not in browser.html
    browser.post({"address": "not-listed", "address-line-1": "", "address-town": ""})
    assert 'href="#address-line-1"' in browser.html
    browser.post(
        {"address": "not-listed", "address-line-1": "The Barge", "address-line-2": "",
         "address-town": "Northvale", "address-postcode": "QX1 1AA"}
    )  # fmt: skip

    assert browser.page == "bin"


def test_one_may_look_for_another_address(prepared, client, monkeypatch):
    browser = start(client, monkeypatch)
    browser.post({"address": "not-listed", "address_query": ""})
    assert 'name="address-line-1"' in browser.html

    browser.post({"address": "not-listed", "action": "search-again"})

    assert 'name="address_query"' in browser.html
    browser.post({"address_query": "nowhere at all", "address": ""})
    assert 'data-testid="no-addresses"' in browser.html
