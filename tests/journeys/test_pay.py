"""From the home page to a basket, to the card company and back, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.installation import wait_until
from tests.journeys.browser import DESK, ERROR, PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

#: Mabel Stone, who is in arrears with her council tax, as the ledger's own page lists her.
MABEL = re.compile(
    r"council_tax</td>\s*<td data-testid=\"account-reference\">(\d+)</td>\s*<td>Mabel Stone</td>"
    r"\s*<td>([^<]*)</td>\s*<td>£([\d.]+)</td>\s*<td>£([\d.]+)</td>"
)


#: What GOV.UK Pay asks of a payer.
CARD = {
    "cardNo": "4242424242424242", "expiryMonth": "12", "expiryYear": "39",
    "cardholderName": "M Stone", "cvc": "123", "addressLine1": "1 Mill Lane",
    "addressCity": "Aldermoor", "addressPostcode": "QX1 1AA",
}  # fmt: skip


@pytest.mark.parametrize(
    ("size", "scripts"),
    [(PHONE, False), (DESK, True)],
    ids=["390-without-scripts", "1280-with-scripts"],
)
def test_a_bill_a_fee_and_what_is_owed_are_paid_at_once(running, browser, size, scripts):
    reference, postcode, _, balance = MABEL.search(
        running.simulators["revenues"].get("/").text
    ).groups()
    with window(browser, size=size, scripts=scripts) as page:
        page.goto(running.url("/"))
        page.get_by_role("navigation", name="Main").get_by_role(
            "link", name="Pay", exact=True
        ).click()
        examine(browser, page)

        page.get_by_label("What do you want to pay for?").fill("ticket")
        page.locator("main").get_by_test_id("search").click()
        expect(page.get_by_test_id("payable")).to_have_count(1)
        examine(browser, page)
        page.get_by_test_id("payable").get_by_role("link").click()
        page.locator("[name=reference]").fill("QD 1203847 1")
        page.locator("[name=amount]").fill("thirty")
        press(page, "put-in")
        expect(page).to_have_title(ERROR)
        expect(page.locator("[name=amount]")).to_have_value("thirty")
        examine(browser, page)
        example = re.search(r"like (\w+)\.", page.locator("main").inner_text())[1]
        page.locator("[name=reference]").fill(example)
        page.locator("[name=amount]").fill("35")
        press(page, "put-in")
        examine(browser, page)

        press(page, "more")
        page.get_by_role("link", name="Garden waste subscription").click()
        examine(browser, page)
        page.locator("[name=quantity]").fill("2")
        page.get_by_label("None of these").check()
        press(page, "put-in")
        expect(page.get_by_test_id("line")).to_have_count(2)

        press(page, "more")
        page.get_by_role("link", name="Council tax").click()
        examine(browser, page)
        page.locator("[name=reference]").fill(reference)
        page.locator("[name=surname]").fill("Stone")
        page.locator("[name=postcode]").fill(postcode.lower())
        press(page, "look-up")
        expect(page.get_by_test_id("owed")).to_contain_text(balance.removesuffix(".00"))
        expect(page.locator("main")).not_to_contain_text("Stone")
        page.get_by_label("Another amount", exact=True).check()
        page.locator("[name=amount]").fill("5.25")
        examine(browser, page)
        press(page, "put-in")

        expect(page.get_by_test_id("line")).to_have_count(3)
        expect(page.get_by_test_id("total")).to_have_text("£140.25")
        examine(browser, page)
        page.goto(running.url("/pay/"))
        expect(page.get_by_test_id("to-basket")).to_have_text("Basket (3 things)")

        page.get_by_test_id("to-basket").click()
        page.locator("[name=email]").fill("mabel.stone@resident.example")
        press(page, "pay")
        page.wait_for_url(f"{running.simulators['govuk_pay'].url}/**")
        for name, typed in CARD.items():
            page.locator(f"[name={name}]").fill(typed)
        press(page, "continue")
        expect(page.get_by_test_id("amount")).to_have_text("£140.25")
        press(page, "confirm")

        expect(page).to_have_title(re.compile("^You have paid"))
        examine(browser, page)
        expect(page.get_by_test_id("payment-facts")).to_contain_text("£140.25")
        receipt = page.get_by_test_id("receipt").get_attribute("href")
        wait_until(
            lambda: running.get(receipt).headers["Content-Type"] == "application/pdf",
            what="The receipt",
        )
        page.goto(running.url("/basket/"))
        expect(page.get_by_test_id("all-paid")).to_be_visible()
        examine(browser, page)


def test_in_welsh_the_catalogue_is_in_welsh(running, browser):
    with window(browser, size=PHONE, scripts=False) as page:
        for path in ("/cy/pay/", "/cy/pay/garden-waste/", "/cy/pay/council-tax/"):
            page.goto(running.url(path, host="cwm-helyg"))
            assert page.locator("html").get_attribute("lang") == "cy"
            examine(browser, page)
        expect(page.locator("h1")).to_contain_text("Treth y cyngor")
