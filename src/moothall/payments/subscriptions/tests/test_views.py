"""The pages of subscriptions: joining, the link of a notice, the account and the workspace."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from moothall.kernel.tests.kit import sign_in_resident
from moothall.payments.models import BasketLine, Refund, Subscription
from moothall.payments.subscriptions.links import token_of
from moothall.payments.tests.desks import Desk, supervisor

WANTED = {"quantity": "2", "place": "1 High Street", "email": "sian@example.org"}


@pytest.fixture
def browser(garden):
    return Client(HTTP_HOST=garden.council.hostname, headers={"sec-fetch-site": "same-origin"})


def state(subscription):
    return Subscription.objects.get(pk=subscription.pk).state


def test_anybody_joins_by_the_basket_and_mistakes_are_said(garden, browser):
    page = browser.get("/subscribe/garden-waste/").text
    assert "£60 until" in page
    wrong = browser.post("/subscribe/garden-waste/", {**WANTED, "place": "", "email": "sian@"})
    card = browser.post("/subscribe/garden-waste/", {**WANTED, "place": "4242 4242 4242 4242"})
    assert (wrong.status_code, "Write the address" in wrong.text) == (422, True)
    assert 'value="sian@"' in wrong.text
    assert "Take out what looks like a bank card number." in card.text
    assert Subscription.objects.count() == 0

    done = browser.post("/subscribe/garden-waste/", WANTED)

    assert (done.status_code, done.headers["Location"]) == (302, "/basket/")
    assert "Garden waste from" in browser.get("/basket/").text
    assert BasketLine.objects.get().unit_pence == 10_500
    assert browser.get("/subscribe/nothing/").status_code == 404


def test_the_link_of_a_notice_changes_nothing_until_its_button_is_pressed(
    garden, browser, southmere
):
    subscription = garden.joined()
    garden.on(2027, 10, 18)
    charge = garden.charges(subscription, "renewal")[0]
    link = f"/subscription/{token_of(charge.pk)}/"

    page = browser.get(link)
    assert ("Renew Garden waste" in page.text, "1 High Street" in page.text) == (True, False)
    assert BasketLine.objects.filter(about_id=charge.pk).count() == 0
    assert browser.post(link).headers["Location"] == "/basket/"
    assert BasketLine.objects.get(about_id=charge.pk).removed_at is None

    assert browser.get(link[:-3] + "x/").status_code == 404
    assert browser.get(link, HTTP_HOST=southmere.hostname).status_code == 404
    garden.renew(subscription)
    assert "This is paid for." in browser.get(link).text
    assert "This is paid for, or is not wanted any more." in browser.post(link).text


def test_while_somebody_pays_the_link_says_so(garden, browser):
    subscription = garden.joined()
    garden.on(2027, 10, 18)
    charge = garden.charges(subscription, "renewal")[0]
    link = f"/subscription/{token_of(charge.pk)}/"
    browser.post(link)
    line = BasketLine.objects.get(about_id=charge.pk)
    garden.shop.begin(line.basket, now=garden.now)

    other = Client(HTTP_HOST=garden.council.hostname, headers={"sec-fetch-site": "same-origin"})

    assert "Somebody is just paying for this." in other.post(link).text


@pytest.fixture
def mine(garden, rhian, browser, monkeypatch):
    """Rhian's two bins, and her browser, signed in, half a year later."""
    subscription = garden.joined(person=rhian, quantity=2, keeps_card=True)
    garden.on(2027, 5, 18)
    then = datetime(2027, 5, 18, 10, tzinfo=UTC)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: then)
    sign_in_resident(browser, rhian)
    return subscription


def test_holders_have_more_or_fewer_and_are_told_first_what_it_costs(garden, browser, mine):
    page = f"/account/subscriptions/{mine.pk}/"
    assert "by your card" in browser.get(page).text
    assert "£22.50" in browser.get(f"{page}change/?quantity=3").text
    assert "£18.75" in browser.get(f"{page}change/?quantity=1").text
    assert browser.get(f"{page}change/?quantity=9").status_code == 422
    assert (BasketLine.objects.filter(paid_at=None).count(), Refund.objects.count()) == (0, 0)

    more = browser.post(f"{page}change/", {"quantity": "3"})
    assert more.headers["Location"] == "/account/basket/"
    fewer = browser.post(f"{page}change/", {"quantity": "1"})

    assert fewer.headers["Location"] == page
    assert (garden.fresh(mine).quantity, Refund.objects.get().amount_pence) == (1, 1_875)


def test_holders_move_choose_what_happens_at_the_end_and_stop(garden, browser, mine):
    page = f"/account/subscriptions/{mine.pk}/"
    assert browser.post(f"{page}move/", {"place": ""}).status_code == 422
    browser.post(f"{page}move/", {"place": "2 Low Road"})
    assert browser.post(f"{page}renewal/", {"renewal": "x"}).status_code == 422
    browser.post(f"{page}renewal/", {"renewal": "not"})
    assert (garden.fresh(mine).place, garden.fresh(mine).renews) == ("2 Low Road", False)

    assert "We give you back £43.75" in browser.get(f"{page}stop/").text
    browser.post(f"{page}stop/")

    assert (state(mine), Refund.objects.get().amount_pence) == ("stopped", 4_375)
    again = browser.post(f"{page}stop/")
    assert (again.status_code, Refund.objects.count()) == (422, 1)


def test_what_is_due_goes_into_the_account_basket_with_one_click(garden, rhian, browser):
    subscription = garden.joined(person=rhian)
    garden.on(2027, 10, 18)
    sign_in_resident(browser, rhian)
    page = f"/account/subscriptions/{subscription.pk}/"
    assert "£60, to be paid by 17 November 2027" in browser.get(page).text

    done = browser.post(f"{page}pay/")

    assert done.headers["Location"] == "/account/basket/"
    assert "Garden waste from" in browser.get("/account/basket/").text
    assert "/account/subscriptions/" in browser.get("/account/").text


def test_another_resident_and_nobody_see_and_change_nothing(garden, browser, mine, tomos, client):
    sign_in_resident(browser, tomos)
    page = f"/account/subscriptions/{mine.pk}/"

    for path in (page, f"{page}change/", f"{page}move/", f"{page}renewal/", f"{page}stop/"):
        assert browser.get(path).status_code == 404
        assert browser.post(path, {"quantity": "1", "place": "x"}).status_code in {404, 405}
        assert client.get(path, headers={"host": "northvale.test"}).status_code == 302
    assert browser.post(f"{page}pay/").status_code == 404
    assert mine.reference not in browser.get("/account/subscriptions/").text

    assert (state(mine), Refund.objects.count()) == ("active", 0)


def test_staff_find_one_move_it_and_stop_it(garden, now):
    subscription = garden.joined()
    desk = supervisor("asha", garden.council, now)
    page = "/workspace/subscriptions/northvale/"
    one = f"{page}{subscription.pk}/"
    assert desk.get(f"{page}?text=high").links("subscriptions") == [one]
    assert desk.get(f"{page}?text=nowhere").links("subscriptions") == []
    assert desk.get(f"{page}?state=stopped").links("subscriptions") == []
    assert "Garden waste from" in desk.get(one).text

    assert desk.post(f"{one}move/", place=" ").status == 422
    desk.post(f"{one}move/", place="2 Low Road")
    assert garden.fresh(subscription).place == "2 Low Road"
    assert "is given back" in desk.get(f"{one}stop/").one("consequence")
    desk.post(f"{one}stop/")

    assert state(subscription) == "stopped"
    assert desk.post(f"{one}stop/").status == 302


def test_agents_another_council_and_nobody_do_nothing_in_the_workspace(
    garden, bob, southmere, now, client
):
    subscription = garden.joined()
    page = "/workspace/subscriptions/northvale/"
    one = f"{page}{subscription.pk}/"
    agent, strange = Desk("northvale.test", bob), supervisor("dewi", southmere, now)

    for path in (page, one, f"{one}move/", f"{one}stop/"):
        assert agent.get(path).status == 403
        assert strange.get(path).status == 404
        assert client.get(path, headers={"host": "northvale.test"}).status_code == 302
        if path != page:
            assert strange.get(path.replace("northvale", "southmere")).status == 404
            assert strange.post(path.replace("northvale", "southmere"), place="x").status == 404

    assert state(subscription) == "active"
