"""The pages on which people pay: with a cookie, by a link, and signed in."""

import pytest
from django.test import Client
from django.urls import reverse

from moothall.kernel.tests.kit import sign_in_resident
from moothall.notifications.models import Message
from moothall.payments import actions
from moothall.payments.models import Basket, BasketLine, Payment
from moothall.payments.ports import Outcome
from moothall.payments.returning import token_of
from moothall.payments.tests.kit import PAYER

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def browser(shop):
    return Client(HTTP_HOST=shop.council.hostname, headers={"sec-fetch-site": "same-origin"})


@pytest.fixture
def filled(shop, browser, settings):
    """A browser whose basket has one thing in it."""
    basket, secret = shop.basket_and_secret(shop.item(reference="GW-1"))
    browser.cookies[settings.BASKET_COOKIE_NAME] = secret
    return basket


def test_a_browser_without_a_basket_is_told_so_and_gets_no_cookie(browser):
    page = browser.get("/basket/")

    assert "There is nothing in it." in page.text
    assert not page.cookies


def test_a_basket_says_what_is_in_it_and_what_it_costs(browser, filled):
    page = browser.get("/basket/").text

    assert "Garden waste" in page
    assert "GW-1" in page
    assert page.count("£60") >= 2


def test_in_the_other_language_its_words_are_in_that_language(southmere, now, settings):
    from moothall.kernel.scope import acting_for
    from moothall.payments.tests.kit import Shop

    with acting_for(southmere.id):
        shop = Shop(southmere, now).open()
        _, secret = shop.basket_and_secret(shop.item())
    client = Client(HTTP_HOST=southmere.hostname)
    client.cookies[settings.BASKET_COOKIE_NAME] = secret

    assert "Gwastraff gardd" in client.get("/cy/basket/").text


def test_another_councils_site_does_not_know_the_basket(filled, browser, southmere):
    page = browser.get("/basket/", HTTP_HOST=southmere.hostname)

    assert "There is nothing in it." in page.text


def test_paying_goes_by_a_page_that_moves_on_to_the_gateway(browser, filled):
    page = browser.post("/basket/pay/", {"email": "sian@example.org"})

    payment = Payment.objects.get()
    assert f"url=https://gateway.test/{payment.pk}" in page.text
    assert page["Cache-Control"] == "no-store"


def test_a_wrong_address_for_the_receipt_is_told_and_nothing_begins(browser, filled):
    page = browser.post("/basket/pay/", {"email": "sian@"})

    assert "Error:" in page.text
    assert 'value="sian@"' in page.text
    assert Payment.objects.count() == 0


def test_a_form_of_another_site_is_refused(browser, filled):
    page = browser.post("/basket/pay/", {}, headers={"sec-fetch-site": "cross-site"})

    assert page.status_code == 403
    assert Payment.objects.count() == 0


def test_coming_back_shows_what_the_gateway_says_whatever_the_address_claims(browser, filled, shop):
    browser.post("/basket/pay/", {"email": "sian@example.org"})
    payment = Payment.objects.get()
    back = reverse("public:payment-outcome", kwargs={"token": token_of(payment.pk)})

    assert "Do not pay again" in browser.get(back + "?status=success").text
    shop.gateway.become(payment.pk, Outcome.PAID)
    page = browser.get(back)

    assert "You have paid" in page.text
    assert payment.reference in page.text
    assert "£10" in page.text  # the VAT within it
    (receipt,) = Message.objects.filter(template="payments.receipt")
    assert receipt.recipient == "sian@example.org"
    assert "£60" in receipt.body


def test_the_payer_may_stop_and_then_change_the_basket(browser, filled):
    browser.post("/basket/pay/", {})
    payment = Payment.objects.get()
    back = reverse("public:payment-outcome", kwargs={"token": token_of(payment.pk)})

    page = browser.post(back + "cancel/", follow=True)
    assert "You stopped the payment" in page.text
    line = BasketLine.objects.get()
    browser.post(f"/basket/{line.pk}/remove/")

    line.refresh_from_db()
    assert line.removed_at is not None


def test_a_guessed_or_other_councils_payment_is_not_found(browser, filled, southmere):
    browser.post("/basket/pay/", {})
    token = token_of(Payment.objects.get().pk)

    assert browser.get("/payment/nonsense/").status_code == 404
    assert browser.get(f"/payment/{token}/", HTTP_HOST=southmere.hostname).status_code == 404
    assert browser.post(f"/payment/{token}x/cancel/").status_code == 404


def test_somebody_else_pays_by_a_link_and_can_change_nothing(browser, filled, shop):
    page = browser.post("/basket/share/", {"email": "gran@example.org"})
    (message,) = Message.objects.filter(template="payments.pay-link")
    link = next(word for word in message.body.split() if "/pay-for/" in word)
    stranger = Client(HTTP_HOST=shop.council.hostname, headers={"sec-fetch-site": "same-origin"})

    shown = stranger.get(link[link.index("/pay-for/") :])
    stranger.post(link[link.index("/pay-for/") :], {"email": ""})

    assert "We have sent a link to gran@example.org" in page.text
    assert message.recipient == "gran@example.org"
    assert "£60" in shown.text
    assert "Take out" not in shown.text
    assert Payment.objects.get().state == "started"


def test_a_link_works_no_longer_than_it_says_and_at_no_other_council(shop, browser, southmere):
    basket = shop.basket(shop.item())
    _, secret = actions.make_pay_link(actor=PAYER, basket_id=basket.pk, now=shop.now)

    assert browser.get(f"/pay-for/{secret}x/").status_code == 404
    assert browser.get(f"/pay-for/{secret}/", HTTP_HOST=southmere.hostname).status_code == 404


def test_no_more_than_five_links_are_sent_for_one_basket(browser, filled):
    for one in range(7):
        browser.post("/basket/share/", {"email": f"p{one}@example.org"})

    assert Message.objects.filter(template="payments.pay-link").count() == 5


def test_a_basket_comes_along_into_the_account(browser, filled, rhian):
    sign_in_resident(browser, rhian)

    page = browser.get("/account/basket/")

    assert "Garden waste" in page.text
    filled.refresh_from_db()
    assert filled.person_id == rhian.pk


def test_another_resident_does_not_see_it(shop, rhian, tomos):
    shop.basket(shop.item(), person_id=rhian.pk)
    client = Client(HTTP_HOST=shop.council.hostname)
    sign_in_resident(client, tomos)

    assert "There is nothing in it." in client.get("/account/basket/").text


def test_payments_are_listed_to_whom_they_belong(shop, rhian, tomos):
    payment = shop.begin(shop.basket(shop.item(), person_id=rhian.pk))
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    client = Client(HTTP_HOST=shop.council.hostname)
    sign_in_resident(client, rhian)
    other = Client(HTTP_HOST=shop.council.hostname)
    sign_in_resident(other, tomos)

    assert payment.reference in client.get("/account/payments/").text
    assert payment.reference not in other.get("/account/payments/").text


def test_nobody_sees_an_account_page_without_signing_in(browser):
    for path in ("/account/basket/", "/account/payments/"):
        assert browser.get(path).status_code == 302


def test_a_gateways_message_is_answered_and_leads_to_a_question(browser, filled, shop):
    browser.post("/basket/pay/", {})
    payment = Payment.objects.get()

    taken = browser.post("/machine/payments/fake/", str(payment.pk), content_type="text/plain")
    refused = browser.post("/machine/payments/fake/", "x", content_type="text/plain")
    absent = browser.post("/machine/payments/none/", "x", content_type="text/plain")

    assert [taken.status_code, refused.status_code, absent.status_code] == [204, 403, 404]
    assert Basket.objects.get().state == "paying"


def test_links_to_pay_are_not_sent_without_end_by_ever_new_baskets(browser, filled, monkeypatch):
    monkeypatch.setattr("moothall.payments.views.baskets.LINKS_PER_HOUR", 1)
    browser.post("/basket/share/", {"email": "gran@example.org"})

    page = browser.post("/basket/share/", {"email": "uncle@example.org"})

    assert "Enough links were sent" in page.text
    assert 'value="uncle@example.org"' in page.text
    assert Message.objects.filter(template="payments.pay-link").count() == 1
