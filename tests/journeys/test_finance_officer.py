"""A finance officer's day: half a reference, a difference of 12p, and a refund by two people."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.installation import CHECKOUT
from tests.journeys.browser import DESK, PHONE, examine, press, window
from tests.journeys.test_design_a_form import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

FINANCE, SECOND = "finance@aldermoor.example", "supervisor@aldermoor.example"
BOOKS = "/workspace/books/aldermoor/"


@pytest.fixture(scope="module")
def with_money(running):
    """The councils have taken money for a week, as the demonstration's have."""
    running.start("capita_scp")
    done = subprocess.run(
        [sys.executable, "manage.py", "create_demo", "--only", "money"],
        cwd=CHECKOUT,
        env={
            **running.environment,
            "MOOTHALL_DEMO_GOVUK_PAY_URL": running.simulators["govuk_pay"].url,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return running


def test_half_a_reference_twelve_pence_and_a_refund_by_two(with_money, browser):
    running = with_money
    with window(browser, size=PHONE, scripts=False) as page:
        sign_in(running, page, FINANCE)
        expect(page.locator("h1")).to_contain_text("Books")
        examine(browser, page)

        page.get_by_test_id("differences").click()
        examine(browser, page)
        page.get_by_role("link", name="The card company has it, we do not").click()
        expect(page.get_by_test_id("sides")).to_contain_text("−£0.12")
        examine(browser, page)
        page.get_by_test_id("payment").click()
        expect(page.get_by_test_id("lines")).to_contain_text("HR204816")
        examine(browser, page)
        page.go_back()
        page.get_by_label("I know why: it is all right").check()
        page.get_by_label("What you found out").fill("Given back in the portal, see the message.")
        press(page, "save")
        expect(page.get_by_test_id("count")).to_have_text("1 difference")
        examine(browser, page)

    with window(browser, size=DESK, scripts=True) as page:
        sign_in(running, page, FINANCE)
        page.goto(running.url(f"{BOOKS}find/"))
        page.locator("main [name=reference]").fill("5113028")
        page.locator("main").get_by_role("button", name="Find").click()
        page.get_by_test_id("found").get_by_role("link").click()
        examine(browser, page)
        page.get_by_test_id("give-back").click()
        page.get_by_label("All that is left: £164.50").check()
        page.get_by_label("Paid for the wrong thing, or by mistake").check()
        examine(browser, page)
        press(page, "ask")
        expect(page.get_by_test_id("own")).to_be_visible()
        examine(browser, page)
        refund = page.url

    with window(browser, size=DESK, scripts=True) as page:
        sign_in(running, page, SECOND)
        page.goto(refund)
        examine(browser, page)
        press(page, "approve")
        expect(page.get_by_test_id("flash")).to_contain_text("Agreed")
        examine(browser, page)
