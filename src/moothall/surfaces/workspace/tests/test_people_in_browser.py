"""Who is there twice, in a real browser: found as they are typed, compared, made one and two."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.people.models import Person, WarningKind
from moothall.people.tests.test_persons import record
from moothall.people.warnings.actions import Said, warn_about_person
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(opened, name):
    """Look at a page as everybody must be able to: in reach, and without faults."""
    assert is_in_reach(opened), name
    assert faults_in(opened) == [], name
    if folder := os.environ.get("MOOTHALL_PICTURES"):
        width = opened.viewport_size["width"]
        opened.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_somebody_typed_is_found_and_two_records_are_made_one_and_two_again(
    northvale, alice, live_server, width
):
    now = clock.now()
    with acting_for(northvale.id):
        kept = record(northvale, now, name="Robert Price", phone="01632 960111")
        record(northvale, now, name="Bob Price", phone="01632 960111", email="bob@example.org")
        warn_about_person(
            actor=actor_of(alice), person_id=kept.pk, now=now,
            said=Said(
                kind=WarningKind.TIMES, reason="Works at night", advice="Ring after noon",
                expires_on=(now + timedelta(days=30)).date(),
            ),
        )  # fmt: skip

    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        opened.goto("/workspace/people/new/")
        opened.get_by_label("Full name").press_sequentially("Rob Price")
        opened.get_by_label("Phone number").press_sequentially("01632 960111")
        expect(opened.get_by_test_id("person-row")).to_have_count(2)
        look(opened, "new")
        opened.get_by_test_id("choose-person").first.click()
        expect(opened.get_by_test_id("warnings")).to_contain_text("Ring after noon")
        look(opened, "person")
        opened.get_by_test_id("find-same").click()
        look(opened, "alike")
        opened.get_by_test_id("merge").click()
        look(opened, "merge")
        opened.get_by_label("Bob Price").check()
        opened.get_by_label("I have checked that this is one person").check()
        opened.get_by_test_id("merge-now").click()
        expect(opened.get_by_test_id("person-name")).to_have_text("Bob Price")
        opened.get_by_role("link", name="Take this back").click()
        look(opened, "undo")
        opened.get_by_label("Why is it taken back?").fill("Two brothers")
        opened.get_by_test_id("undo-now").click()
        expect(opened.get_by_test_id("person-name")).to_have_text("Robert Price")

    with acting_for(northvale.id):
        assert Person.objects.count() == 2


def test_a_warning_is_put_and_a_new_person_checked_without_scripts(northvale, alice, live_server):
    with acting_for(northvale.id):
        known = record(northvale, clock.now(), name="Robert Price", phone="01632 960111")
    day = (clock.now() + timedelta(days=40)).date().isoformat()

    with a_desk(live_server, cookie_of(alice), scripts=False) as opened:
        opened.goto("/workspace/people/new/")
        opened.get_by_label("Full name").fill("Rob Price")
        opened.get_by_label("Phone number").fill("01632 960111")
        opened.get_by_test_id("continue").click()
        opened.get_by_test_id("choose-person").click()
        opened.get_by_test_id("warn-person").click()
        opened.get_by_label("Unreasonable contact").check()
        opened.get_by_label("Why?").fill("Rang forty times a day in May")
        opened.get_by_label("Who alone answers them?").fill("J Hughes, 01632 960900")
        opened.get_by_label("Last day of the warning").fill(day)
        opened.get_by_test_id("warn").click()
        expect(opened.get_by_test_id("warnings")).to_contain_text("J Hughes")

    with acting_for(northvale.id):
        assert Person.objects.get().pk == known.pk
