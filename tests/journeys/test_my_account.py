"""On a phone, with a passkey: a new account, a form gone on with, council tax linked and paid."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, examine, press, window
from tests.journeys.test_sign_in import create_account, virtual_authenticator

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

ROW = re.compile(
    r"council_tax</td>\s*<td data-testid=\"account-reference\">(\d+)</td>\s*<td>([^<]*)</td>\s*"
    r"<td>([^<]*)</td>\s*<td>£([\d.]+)</td>\s*<td>£([\d.]+)</td>"
)


def test_from_a_new_account_to_a_form_gone_on_with_and_council_tax(running, browser):
    reference, names, postcode, bill, balance = ROW.search(
        running.simulators["revenues"].get("/").text
    ).groups()
    assert names == "Rhian Evans, Tomos Price"
    with window(browser, size=PHONE, scripts=True) as page:
        virtual_authenticator(page)
        create_account(running, browser, page, "phone@resident.example")

        page.goto(running.url("/account/forms/street-fault/"))
        press(page, "start")
        page.get_by_label("A street light", exact=True).check()
        page.get_by_role("button", name="Continue").click()
        expect(page).not_to_have_title(re.compile("What is the problem"))
        title = page.title()

        page.goto(running.url("/account/"))
        page.get_by_text("More of your account").click()
        press(page, "how-you-sign-in")
        press(page, "add-passkey")
        page.bring_to_front()
        press(page, "add-passkey")
        press(page, "go-on")
        page.goto(running.url("/account/"))
        press(page, "sign-out")

        page.goto(running.url("/account/drafts/"))
        page.bring_to_front()
        press(page, "use-passkey")
        examine(browser, page)
        page.get_by_role("link", name="Report a street fault", exact=True).click()
        expect(page).to_have_title(title)
        examine(browser, page)

        page.goto(running.url("/account/linked-accounts/"))
        press(page, "link-account")
        page.get_by_role("link", name="Council tax").click()
        page.locator("[name=reference]").fill(reference)
        page.locator("[name=surname]").fill("Evans")
        page.locator("[name=postcode]").fill(postcode.lower())
        page.locator("[name=proof][value=bill]").check()
        page.locator("[name=last_bill]").fill(f"£{bill}")
        press(page, "continue")
        examine(browser, page)
        expect(page.get_by_test_id("balance")).to_contain_text(balance)
        expect(page.locator("main")).not_to_contain_text("Tomos")

        page.locator("main").get_by_role("link", name=re.compile("Council Tax")).first.click()
        examine(browser, page)
        press(page, "pay-all")
        expect(page.get_by_test_id("total")).to_contain_text(balance.removesuffix(".00"))
        examine(browser, page)
        page.goto(running.url("/account/"))
        expect(page.get_by_test_id("need").first).to_contain_text("Not paid yet")
        examine(browser, page)
        page.goto(running.url("/account/pay/"))
        expect(page.get_by_test_id("own-accounts")).to_contain_text(reference)
        examine(browser, page)
