"""Every type of question in a real browser: empty, wrong and answered, by keyboard, seen by axe."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, ERROR, PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

COUNTRIES = [f"Place {number}" for number in range(1, 41)]
CHOICES = [{"value": one, "label": {"en": one.title()}} for one in ("red", "green", "blue")]
LONG = [{"value": f"place-{n}", "label": {"en": one}} for n, one in enumerate(COUNTRIES, 1)]

#: What is typed by keyboard once the first input has the focus; "|" is Tab, "_" Space, "^" Enter.
TYPED = {
    "text": "Some words",
    "textarea": "Some more words",
    "number": "12",
    "money": "12.50",
    "date": "27|3|2027",
    "time": "2.30pm",
    "yes_no": "_",
    "radios": "_",
    "checkboxes": "_",
    "email": "somebody@resident.example",
    "phone": "01632 960 001",
    "name": "Somebody",
    "ni_number": "AB 12 34 56 C",
    "vehicle_registration": "AB12 CDE",
    "bank_account": "Some Body|20-00-00|55779911",
    "declaration": "_",
    "map_location": "Where the old oak stood",
    "map_line": "From the bridge to the church",
    "map_area": "The green behind the hall",
}
KEYS = {"|": "Tab", "_": "Space", "^": "Enter"}


def question(kind):
    asked = {"key": kind.replace("_", "-"), "type": kind, "label": {"en": f"A {kind} question"}}
    if kind in ("radios", "checkboxes"):
        asked["options"] = CHOICES
    return {
        **asked,
        "hint": {"en": "A hint"},
        "help": {"title": {"en": "Why?"}, "body": {"en": "So."}},
    }


@pytest.fixture(scope="module")
def form(running):
    """A published form with a page for every type of question."""
    pages = [
        {"key": f"p-{kind.replace('_', '-')}", "questions": [question(kind)]} for kind in TYPED
    ]
    long_list = {"key": "place", "type": "select", "label": {"en": "Which place?"}, "options": LONG}
    pages.append({"key": "p-place", "questions": [long_list]})
    document = {
        "schema_version": 1, "slug": "every-question", "title": {"en": "Every question"},
        "pages": pages, "outcome": {"service_type": "general-enquiry", "summary": "All of them"},
        "confirmation": {"title": {"en": "We have it"}, "next_steps": {"en": "We read it."}},
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.publish", "aldermoor"], input=json.dumps(document),
        text=True, check=True, env={**running.environment, "PYTHONPATH": "src"}, timeout=60,
    )  # fmt: skip
    return "/forms/every-question/"


def type_by_keyboard(page, kind):
    page.locator("main form").locator(
        "input:not([type=hidden]):not([tabindex='-1']), textarea, select"
    ).first.focus()
    for letter in TYPED[kind]:
        if letter in KEYS:
            page.keyboard.press(KEYS[letter])
        else:
            page.keyboard.insert_text(letter)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_every_type_is_answered_by_keyboard(running, browser, form, size):
    with window(browser, size=size, scripts=True) as page:
        page.goto(running.url(form))
        press(page, "start")
        for kind in TYPED:
            examine(browser, page)
            page.get_by_test_id("continue").press("Enter")
            page.wait_for_selector("[data-testid=error-summary]")
            expect(page, kind).to_have_title(ERROR)
            examine(browser, page)
            here = page.url.split("?")[0]
            type_by_keyboard(page, kind)
            page.get_by_test_id("continue").press("Enter")
            page.wait_for_url(lambda url, here=here: url.split("?")[0] != here, timeout=8_000)
        # The long list: typed into, chosen with the arrow key, and only then an answer.
        examine(browser, page)
        field = page.get_by_role("combobox", name="Which place?")
        field.focus()
        page.keyboard.type("Place 37")
        page.wait_for_selector("[role=option]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert field.input_value() == "Place 37"
        examine(browser, page)
        page.get_by_test_id("continue").press("Enter")
        page.wait_for_selector("[data-testid=submit]")
        assert "Place 37" in page.content()
        examine(browser, page)


def test_what_is_none_of_a_long_list_is_no_answer(running, browser, form):
    with window(browser, size=DESK, scripts=True) as page:
        page.goto(running.url(form))
        press(page, "start")
        for kind in TYPED:
            here = page.url.split("?")[0]
            type_by_keyboard(page, kind)
            page.get_by_test_id("continue").press("Enter")
            page.wait_for_url(lambda url, here=here: url.split("?")[0] != here, timeout=8_000)
        field = page.get_by_role("combobox", name="Which place?")
        field.fill("The moon")
        page.get_by_test_id("continue").press("Enter")
        page.wait_for_selector("[data-testid=error-summary]")

        expect(page).to_have_title(ERROR)
        examine(browser, page)

        # The list that closes under the mouse must not move the button away from it.
        field.fill("Place 37")
        page.get_by_role("option").first.wait_for()
        press(page, "continue")
        page.wait_for_selector("[data-testid=submit]")
