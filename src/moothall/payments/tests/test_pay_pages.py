"""The pages on which people choose what to pay for, and how much."""

import pytest
from django.test import Client

from moothall.kernel.tests.kit import sign_in_resident
from moothall.payments.lookup_ports import Owed, owed_lookups
from moothall.payments.models import Basket, BasketLine
from moothall.payments.tests.catalogue_kit import stock_catalogue

pytestmark = pytest.mark.usefixtures("queue", "sold")

CARD = "4242 4242 4242 4242"
ACCOUNT = {"reference": "1234 5678", "surname": "Evans", "postcode": "QX1 1AB"}


@pytest.fixture
def sold(shop):
    return stock_catalogue(shop)


@pytest.fixture
def browser(shop):
    return Client(HTTP_HOST=shop.council.hostname, headers={"sec-fetch-site": "same-origin"})


@pytest.fixture
def keeper():
    """A look-up that knows an account: £125 of £900 is due next."""
    fake = owed_lookups.get("fake")
    fake.know("12345678", "Evans", "QX1 1AB", Owed(balance_pence=90000, next_pence=12500))
    return fake


def bill(browser, **changes):
    typed = {"reference": "TR 123456", "account_name": "Ann Field", "amount": "£45.50"}
    return browser.post("/pay/trade-waste/", typed | changes)


def test_the_list_is_searched_and_no_cookie_is_set(browser):
    page = browser.get("/pay/")
    found = browser.get("/pay/", {"q": "refuse"})
    nothing = browser.get("/pay/", {"q": "<helicopter>"})

    assert page.text.count('data-testid="payable"') == 3
    assert found.text.count('data-testid="payable"') == 1
    assert "We found nothing for “&lt;helicopter&gt;”" in nothing.text
    assert not page.cookies
    assert page["Cache-Control"] == "private, no-cache"


def test_a_bill_goes_into_a_basket_that_the_browser_finds_again(browser):
    answer = bill(browser)

    line = BasketLine.objects.get()
    assert answer.headers["Location"] == "/basket/"
    assert (line.reference, line.account_name, line.amount_pence) == ("TR123456", "Ann Field", 4550)
    assert line.fund.key == "permits"
    assert "£45.50" in browser.get("/basket/").text
    assert "Basket (1 thing)" in browser.get("/pay/").text
    bill(browser)
    assert Basket.objects.count() == 1
    assert "Basket (2 things)" in browser.get("/pay/garden/").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reference": "TR 12345"}, "It has 8 letters and numbers. You typed 7."),
        ({"reference": ""}, "Enter this: Invoice number"),
        ({"reference": CARD}, "Take out what looks like a bank card number."),
        ({"account_name": CARD}, "Take out what looks like a bank card number."),
        ({"amount": CARD}, "Take out what looks like a bank card number."),
        ({"amount": "lots"}, "Enter an amount, like £123.45"),
        ({"amount": "99p"}, "Enter an amount"),
        ({"amount": "0.99"}, "Enter £1 or more"),
        ({"amount": "-5"}, "Enter £1 or more"),
        ({"amount": "5000.01"}, "Enter £5,000 or less"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(browser, changes, said):
    page = bill(browser, **changes)

    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert page.text.count(said) == 2  # in the summary and beside the field
    kept = {"reference": "TR 123456", "account_name": "Ann Field", "amount": "£45.50"} | changes
    shown = [value for value in kept.values() if value != CARD]
    assert all(f'value="{value}"' in page.text for value in shown)
    assert CARD not in page.text
    assert BasketLine.objects.count() == 0


def test_what_has_a_fee_says_its_prices_and_is_priced(browser):
    page = browser.get("/pay/garden/").text
    browser.post("/pay/garden/", {"quantity": "3", "concession": "none"})

    assert page.index("£30") < page.index("£40") < page.index("£60")
    assert BasketLine.objects.get().amount_pence == 14000


@pytest.mark.parametrize("quantity", ["0", "6", "x", ""])
def test_nobody_buys_a_wrong_number(browser, quantity):
    page = browser.post("/pay/garden/", {"quantity": quantity, "concession": "none"})

    assert page.status_code == 422
    assert BasketLine.objects.count() == 0


def test_what_is_owed_is_looked_up_and_nothing_else_is_said(browser, keeper):
    page = browser.post("/pay/council-tax/", {**ACCOUNT, "step": "look"})

    assert "£900" in page.text
    assert "£125" in page.text
    assert "Evans" not in page.text
    assert "QX1" not in page.text
    browser.post(
        "/pay/council-tax/",
        {"step": "amount", "reference": "12345678", "found_all": "90000", "found_next": "12500",
         "pay": "next"},
    )  # fmt: skip
    line = BasketLine.objects.get()
    assert (line.reference, line.amount_pence, line.detail) == ("12345678", 12500, {})


def test_another_amount_is_typed_and_a_wrong_one_loses_nothing(browser, keeper):
    typed = {"step": "amount", "reference": "12345678", "found_all": "90000", "pay": "other"}

    wrong = browser.post("/pay/council-tax/", typed | {"amount": "twenty"})
    browser.post("/pay/council-tax/", typed | {"amount": "20"})

    assert 'value="twenty"' in wrong.text
    assert "All of it, £900" in wrong.text
    assert BasketLine.objects.get().amount_pence == 2000


@pytest.mark.parametrize(
    "changes", [{"reference": "87654321"}, {"surname": "Price"}, {"postcode": "QX1 1AC"}]
)
def test_wrong_and_absent_get_the_same_answer(browser, keeper, changes):
    page = browser.post("/pay/council-tax/", {**ACCOUNT, **changes, "step": "look"})

    assert page.status_code == 422
    assert "We cannot find this account." in page.text
    assert f'value="{({**ACCOUNT, **changes})["surname"]}"' in page.text
    assert "£" not in page.text.split("<main")[1]


def test_a_dead_keeper_stops_nobody_from_paying(browser, keeper):
    keeper.go_away()

    page = browser.post("/pay/council-tax/", {**ACCOUNT, "step": "look"})
    browser.post("/pay/council-tax/", {"step": "amount", "reference": "12345678", "amount": "100"})

    assert "We cannot look it up just now. You can type the amount." in page.text
    assert BasketLine.objects.get().amount_pence == 10000


def test_nobody_guesses_more_than_five_times_and_who_is_right_is_not_counted(browser, keeper):
    for _ in range(7):
        browser.post("/pay/council-tax/", {**ACCOUNT, "step": "look"})
    for _ in range(5):
        browser.post("/pay/council-tax/", {**ACCOUNT, "surname": "X", "step": "look"})

    page = browser.post("/pay/council-tax/", {**ACCOUNT, "step": "look"})

    assert "You cannot look up more today." in page.text
    assert len(keeper.asked) == 12


def test_who_types_the_amount_need_say_no_name(browser, keeper):
    page = browser.post("/pay/council-tax/", {"reference": "12345678", "step": "type"})

    assert page.status_code == 200
    assert keeper.asked == []
    assert "Amount to pay" in page.text


def test_what_is_not_sold_is_not_found_whoever_asks(browser, shop, southmere):
    assert browser.get("/pay/helicopter/").status_code == 404
    assert browser.get("/pay/garden/", HTTP_HOST=southmere.hostname).status_code == 404
    assert "There is nothing" in browser.get("/pay/", HTTP_HOST=southmere.hostname).text


def test_a_form_of_another_site_is_refused(browser):
    answer = browser.post(
        "/pay/garden/", {"quantity": "1"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403
    assert BasketLine.objects.count() == 0


def test_in_the_account_it_goes_into_their_own_basket(shop, rhian):
    client = Client(HTTP_HOST=shop.council.hostname)
    sign_in_resident(client, rhian)

    page = client.get("/account/pay/trade-waste/?reference=TR123456").text
    answer = client.post(
        "/account/pay/trade-waste/",
        {"reference": "TR123456", "account_name": "Rhian", "amount": "5"},
    )

    assert 'value="TR123456"' in page
    assert f'value="{rhian.name}"' in page
    assert answer.headers["Location"] == "/account/basket/"
    assert Basket.objects.get().person_id == rhian.pk
    page = client.get("/account/basket/")
    assert "£5" in page.text
    # With it browsers say of a form's sender nothing but "null", which is refused.
    assert "no-referrer" not in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_nobody_comes_to_the_accounts_pages_without_signing_in(browser):
    for path in ("/account/pay/", "/account/pay/garden/"):
        assert browser.get(path).status_code == 302
        assert browser.post(path, {"quantity": "1"}).status_code == 302
    assert BasketLine.objects.count() == 0
