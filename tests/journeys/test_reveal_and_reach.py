"""What an address fills in is there when it is revealed; one of two ways to reply is asked for."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, ERROR, PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

WASTE = [{"value": one, "label": {"en": one.title()}} for one in ("garden", "rubble")]
IS_GARDEN = {"==": [{"var": "waste"}, "garden"]}


def question(key, kind, label, **more):
    return {"key": key, "type": kind, "label": {"en": label}, **more}


@pytest.fixture(scope="module")
def form(running):
    """A published form in which an answer reveals what the address may fill in."""
    pages = [
        {"key": "load", "title": {"en": "Your waste"}, "questions": [
            question("waste", "radios", "What is it?", options=WASTE),
            question("note", "text", "What kind?", show_when=IS_GARDEN),
        ]},
        {"key": "contact", "title": {"en": "How can we reach you?"}, "questions": [
            question("email", "email", "Email address", required=False),
            question("phone", "phone", "Phone number", required=False),
        ], "at_least_one": [{"of": ["email", "phone"]}]},
    ]  # fmt: skip
    document = {
        "schema_version": 1, "slug": "reveal-and-reach", "title": {"en": "Your load"},
        "pages": pages, "outcome": {"service_type": "general-enquiry", "summary": "A load"},
        "confirmation": {"title": {"en": "We have it"}, "next_steps": {"en": "We read it."}},
        "prefill": {"query": ["note"]},
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.publish", "aldermoor"], input=json.dumps(document),
        text=True, check=True, env={**running.environment, "PYTHONPATH": "src"}, timeout=60,
    )  # fmt: skip
    return "/forms/reveal-and-reach/"


def test_with_scripts_it_appears_filled_in_and_keeps_what_is_typed(running, browser, form):
    with window(browser, size=DESK, scripts=True) as page:
        page.goto(running.url(f"{form}?note=Leaves"))
        press(page, "start")
        note = page.locator("input[name=note]")
        expect(note).to_have_count(0)

        page.locator("input[value=garden]").check()
        expect(note).to_have_value("Leaves")
        note.fill("Twigs")
        page.locator("input[value=rubble]").check()
        expect(note).to_have_count(0)
        page.locator("input[value=garden]").check()
        expect(note).to_have_value("Twigs")
        press(page, "continue")

        expect(page.get_by_role("heading", name="How can we reach you?")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_way_to_reply_is_enough_and_none_is_not(running, browser, form, scripts):
    with window(browser, size=PHONE, scripts=scripts) as page:
        page.goto(running.url(f"{form}?note=Leaves"))
        press(page, "start")
        page.locator("input[value=garden]").check()
        if not scripts:
            press(page, "continue")
        expect(page.locator("input[name=note]")).to_have_value("Leaves")
        press(page, "continue")

        expect(page.get_by_test_id("one-is-needed")).to_be_visible()
        examine(browser, page)
        press(page, "continue")
        expect(page).to_have_title(ERROR)
        examine(browser, page)
        link = page.get_by_test_id("error-summary").get_by_role("link")
        expect(link).to_have_attribute("href", "#email")
        page.locator("#phone").fill("01632 960 001")
        press(page, "continue")

        expect(page.get_by_test_id("submit")).to_be_visible()
