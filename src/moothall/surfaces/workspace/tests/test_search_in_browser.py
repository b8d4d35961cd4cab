"""The desk's search box in a real browser: by keys alone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def known(northvale):
    """Two people with names that are alike, and a case."""
    with acting_for(northvale.id):
        first = person_of(northvale, clock.now(), name="Aled Jones", email="a@example.test")
        person_of(northvale, clock.now(), name="Ann Jonas", email="b@example.test")
        case = case_of(northvale, clock.now(), person_id=first.pk)
    return first, case


@pytest.mark.parametrize("width", [390, 1280])
def test_a_person_is_found_by_keys_alone(known, bob, live_server, width):
    person, _case = known
    with a_desk(live_server, cookie_of(bob), width=width) as opened:
        opened.goto("/workspace/")
        opened.keyboard.press("/")
        box = opened.get_by_test_id("desk-search")
        expect(box).to_be_focused()
        opened.keyboard.type("aled jons")
        options = opened.get_by_test_id("option")
        expect(options.first).to_contain_text("Aled Jones")
        expect(box).to_have_attribute("aria-expanded", "true")
        assert is_in_reach(opened)
        assert faults_in(opened) == []

        opened.keyboard.press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", "desk-search-1")
        expect(options.first).to_have_attribute("aria-selected", "true")
        opened.keyboard.press("Escape")
        expect(opened.locator("#desk-search-list")).to_be_hidden()
        opened.keyboard.press("ArrowDown")
        opened.keyboard.press("Enter")
        expect(opened).to_have_url(re.compile(f"/workspace/people/{person.pk}/"))


def test_without_scripts_the_box_leads_to_a_page(known, bob, live_server):
    person, case = known
    with a_desk(live_server, cookie_of(bob), scripts=False) as opened:
        opened.goto("/workspace/")
        opened.get_by_test_id("desk-search").fill("jons")
        opened.get_by_test_id("desk-search-button").click()
        expect(opened.get_by_test_id("hit")).to_have_count(3)
        expect(opened.get_by_test_id("hit").first).to_contain_text("Spelt like “jons”")
        opened.get_by_role("link", name=f"Case {case.reference}").click()
        expect(opened).to_have_url(re.compile(f"/workspace/cases/{case.reference}/"))
        opened.goto("/workspace/search/?q=aled+jones")

        assert str(person.pk) in opened.content()
