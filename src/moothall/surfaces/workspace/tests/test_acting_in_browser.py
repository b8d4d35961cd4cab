"""Acting on cases in a real browser: by keys, and without any script at all."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from moothall.cases.deeds.deed import Deed
from moothall.cases.linking.actions import follow_case
from moothall.cases.macros.actions import save_macro
from moothall.cases.models import Case
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OFFICE = system("tests")


@pytest.fixture
def reports(northvale):
    """Three reports of one fault; the second follows the first."""
    now = clock.now()
    with acting_for(northvale.id):
        person = person_of(northvale, now)
        place = CaseLocation(description="Mill Lane", easting=330000.0, northing=250000.0)
        made = [
            case_of(northvale, now, person_id=person.pk, location=place, summary="A deep pothole")
            for _ in range(3)
        ]
        follow_case(actor=OFFICE, case_id=made[1].pk, master_id=made[0].pk, now=now)
        save_macro(
            actor=OFFICE, council_id=northvale.id, name="Crew is booked",
            deed=Deed(status="scheduled", words_en="A crew comes, ((name))."), now=now,
        )  # fmt: skip
    return made


def looked_at(opened, name):
    """Check a page for what axe finds, and keep a picture where one is asked for."""
    assert faults_in(opened) == []
    folder = os.environ.get("MOOTHALL_PICTURES")
    if folder:
        opened.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_case_is_worked_by_keys(live_server, northvale, alice, reports):
    with a_desk(live_server, cookie_of(alice), width=1280) as opened:
        opened.goto("/workspace/")
        opened.keyboard.press("j")
        first = opened.locator(".moothall-case__title a").first
        expect(first).to_be_focused()
        opened.keyboard.press("j")
        expect(first).not_to_be_focused()
        opened.keyboard.press("k")
        expect(first).to_be_focused()
        opened.keyboard.press("/")
        expect(opened.locator("input[type=search]").first).to_be_focused()
        opened.keyboard.type("ng c?")
        expect(opened.locator("input[type=search]").first).to_have_value("ng c?")
        opened.goto(f"/workspace/cases/{reports[0].reference}/")
        opened.keyboard.press("m")
        expect(opened.locator("textarea[name=message]")).to_be_focused()
        opened.goto(f"/workspace/cases/{reports[0].reference}/")
        opened.keyboard.press("s")
        assert opened.evaluate("document.activeElement.name") == "status"
        opened.keyboard.press("a")
        expect(opened.locator("select[name=team]")).to_be_focused()
        opened.goto(f"/workspace/cases/{reports[0].reference}/")
        opened.keyboard.press("x")
        expect(opened.get_by_test_id("macro")).to_be_focused()
        looked_at(opened, "case-1280")
        opened.keyboard.press("Enter")
        opened.get_by_test_id("do-macro").click()
        expect(opened.get_by_test_id("status")).to_have_text("Work is planned")
        opened.keyboard.press("?")
        expect(opened.get_by_test_id("keys")).to_be_visible()
        looked_at(opened, "keys-1280")
        opened.get_by_test_id("switch-keys").click()
        opened.goto("/workspace/")
        opened.keyboard.press("?")
        opened.keyboard.press("j")
        assert opened.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("width", [390, 1280])
def test_many_cases_are_acted_on_without_scripts(live_server, northvale, alice, reports, width):
    with a_desk(live_server, cookie_of(alice), width=width, scripts=False) as opened:
        opened.goto("/workspace/")
        for box in opened.locator("input[name=case]").all():
            box.check()
        opened.get_by_test_id("at-once-ticked").click()
        expect(opened.get_by_test_id("how-many")).to_have_text("Do something with 3 cases")
        opened.get_by_label("Note for staff").fill("Seen from the road")
        opened.get_by_test_id("preview").click()
        expect(opened.get_by_test_id("foreseen")).to_contain_text("3 cases will be changed.")
        opened.get_by_test_id("do-it").click()
        expect(opened.get_by_test_id("progress")).to_contain_text("0 of 3 are through")
        opened.goto(f"/workspace/cases/{reports[0].reference}/links/")
        opened.locator("input[name=case]").first.check()
        opened.get_by_test_id("gather").click()
        expect(opened.get_by_test_id("linked-release")).to_have_count(2)
    with acting_for(northvale.id):
        assert Case.objects.count() == 3


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_can_be_used_by_everybody(live_server, northvale, alice, reports, width):
    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        for name, address in (
            ("list", "/workspace/"),
            ("choose", f"/workspace/at-once/?case={reports[0].pk}"),
            ("links", f"/workspace/cases/{reports[0].reference}/links/"),
            ("complaints", "/workspace/complaints/"),
            ("earlier", "/workspace/at-once/earlier/"),
        ):
            opened.goto(address)
            looked_at(opened, f"{name}-{width}")
            assert is_in_reach(opened)
