"""A time within a form, and a form after a time, on a phone without scripts and at a desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, ERROR, PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

BOTH = pytest.mark.parametrize(
    ("size", "scripts"),
    [(PHONE, False), (DESK, True)],
    ids=["390-without-scripts", "1280-with-scripts"],
)


def choose(browser, page):
    """Go to the first free day and press its first time, with a look at each page."""
    examine(browser, page)
    with page.expect_navigation():
        page.get_by_test_id("days").get_by_role("link").first.click()
    examine(browser, page)
    with page.expect_navigation():
        page.get_by_test_id("times").get_by_role("button").first.click()


def go_on(page, **typed):
    for name, value in typed.items():
        page.locator(f"[name={name.replace('_', '-')}]").fill(value)
    press(page, "continue")


@BOTH
def test_a_birth_is_registered_from_the_form(running, browser, size, scripts):
    with window(browser, size=size, scripts=scripts) as page:
        page.goto(running.url("/forms/register-office-appointment/"))
        page.locator("main form button").first.click()
        page.get_by_label("Register a birth").check()
        press(page, "continue")
        page.get_by_label("Yes").check()
        press(page, "continue")
        page.get_by_role("radio").first.check()
        go_on(page, born_on_day="1", born_on_month="11", born_on_year="2026")
        go_on(page, copies="0")

        expect(page.get_by_role("heading", level=1)).to_contain_text("register the birth")
        choose(browser, page)
        expect(page.get_by_test_id("hold")).to_contain_text("We keep this time for you until")
        examine(browser, page)
        page.goto(re.sub(r"/cost/.*", "/birth-time/", page.url))
        expect(page.get_by_test_id("chosen")).to_be_visible()
        examine(browser, page)
        press(page, "continue")
        press(page, "keep")
        page.get_by_label("English").check()
        press(page, "continue")
        go_on(page, name="Ada Fenn", email="ada@resident.example")
        expect(page.get_by_test_id("answers")).to_contain_text("Booking reference")
        examine(browser, page)
        press(page, "submit")

        expect(page.get_by_test_id("booked")).to_contain_text("Booking reference")
        expect(page.get_by_test_id("bring").first).to_be_visible()
        examine(browser, page)


@BOTH
def test_a_time_that_was_chosen_first_leads_through_the_form(running, browser, size, scripts):
    with window(browser, size=size, scripts=scripts) as page:
        page.goto(running.url("/book/bulky-waste/"))
        choose(browser, page)

        assert "/forms/bulky-waste/" in page.url
        expect(page.get_by_test_id("hold")).to_be_visible()
        examine(browser, page)
        press(page, "continue")
        expect(page).to_have_title(ERROR)
        examine(browser, page)
