"""Case types and the working calendar in a real browser, with and without scripts."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def supervisor(northvale, southmere, alice):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    return alice


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_setting_up_fits_and_reads_well(supervisor, live_server, width, scripts):
    types, calendar = "/workspace/case-types/northvale/", "/workspace/calendar/northvale/"
    day = (clock.now() + timedelta(days=30)).date().isoformat()

    with a_desk(live_server, cookie_of(supervisor), width=width, scripts=scripts) as opened:
        opened.goto("/workspace/set-up/")
        looked(opened, scripts, width, "set-up")
        opened.get_by_role("link", name="Case types").click()
        opened.get_by_role("link", name="Missed bin").click()
        opened.get_by_label("Already reported").first.uncheck()
        opened.get_by_test_id("save-states").click()
        expect(opened.get_by_test_id("flash")).to_have_text("Saved.")
        expect(opened.get_by_test_id("states")).to_contain_text("Not used")
        messages = opened.get_by_test_id("part-messages")
        messages.get_by_label("Done").uncheck()
        messages.get_by_test_id("save-messages").click()
        opened.get_by_test_id("sent").get_by_role("link").nth(1).click()
        expect(opened.get_by_test_id("silent")).to_contain_text("Missed bin: Done")
        looked(opened, scripts, width, "words-silent")
        opened.goto(f"{calendar}day/")
        opened.get_by_label("Which day?").fill(day)
        opened.get_by_label("Closed all day").check()
        opened.get_by_label("Why?").fill("Staff conference")
        opened.get_by_test_id("save-day").click()
        expect(opened.get_by_test_id("days")).to_contain_text("Staff conference")
        for number, one in enumerate(
            [
                types, f"{types}new/", f"{types}missed-bin/", f"{calendar}?service=missed-bin",
                f"{calendar}hours/?service=missed-bin", f"{calendar}day/",
            ]
        ):  # fmt: skip
            opened.goto(one)
            looked(opened, scripts, width, number)


@pytest.mark.parametrize("width", [390, 1280])
def test_mistakes_read_well_too(supervisor, live_server, width):
    # Chromium itself complains of an answer that says that something is wrong, and of nothing else.
    with (
        pytest.raises(AssertionError, match="status of 422"),
        a_desk(live_server, cookie_of(supervisor), width=width) as opened,
    ):
        opened.goto("/workspace/case-types/northvale/missed-bin/")
        opened.get_by_test_id("part-names").get_by_label("Name").fill("")
        opened.get_by_test_id("save-names").click()
        expect(opened.get_by_role("link", name="Enter a name")).to_be_visible()
        looked(opened, True, width, "wrong")


def looked(opened, scripts, width, name):
    assert is_in_reach(opened), opened.url
    if scripts:
        assert faults_in(opened) == [], opened.url
    if folder := os.environ.get("TYPES_LOOKS"):
        opened.screenshot(path=f"{folder}/{width}-{scripts}-{name}.png", full_page=True)
