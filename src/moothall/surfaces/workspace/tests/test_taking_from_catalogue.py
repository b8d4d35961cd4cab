"""An agent chooses from the catalogue for a caller, texts the link, and sees it turn paid."""

import re

import pytest
from django.test import Client

from moothall.notifications.models import CarrierChoice, Message
from moothall.payments.models import Basket, BasketLine, PayLink, Payment
from moothall.payments.ports import Outcome
from moothall.payments.tests.catalogue_kit import stock_catalogue
from moothall.surfaces.workspace.tests.conftest import Desk
from moothall.surfaces.workspace.tests.test_taking_payments import (
    desk as desk,  # noqa: PLC0414 - a fixture
)
from moothall.surfaces.workspace.tests.test_taking_payments import (
    shop as shop,  # noqa: PLC0414 - a fixture
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def taken(shop, desk):
    """The address of the basket that Alice opened for a caller who gave no name."""
    stock_catalogue(shop)
    return desk.post("/workspace/take-payment/").location.split("?")[0]


def test_the_catalogue_fills_the_callers_basket_and_a_texted_link_turns_paid(
    shop, desk, taken, queue, northvale
):
    CarrierChoice.objects.create(council_id=northvale.id, channel="text", carrier="fake")
    way = desk.get(taken).links("way")[0]
    assert "Trade waste invoice" in desk.get(way).response.content.decode()
    wrong = desk.post(
        f"{way}trade-waste/", reference="TR 12345", account_name="Tea Shop", amount="75"
    )
    assert wrong.status == 422
    assert 'value="TR 12345"' in wrong.response.content.decode()

    put = desk.post(
        f"{way}trade-waste/", reference="TR 123456", account_name="Tea Shop", amount="75"
    )

    assert put.location == taken
    assert "moothall-basket" not in str(put.response.cookies)
    line = BasketLine.objects.get()
    assert (line.basket, line.unit_pence) == (Basket.objects.get(), 7500)
    desk.post(f"{taken}link/", channel="text", to="07700 900982")
    message = Message.objects.get()
    assert (message.channel, PayLink.objects.get().sent_to) == ("text", "07700 900982")
    link = re.search(r"/pay-for/[\w-]+/", message.body)[0]
    Client().post(link, headers={"host": "northvale.test"})
    waiting = desk.get(f"{taken}standing/").response.content.decode()
    assert "They are at the payment page now" in waiting
    shop.gateway.become(Payment.objects.get().pk, Outcome.PAID)
    queue.run_all()
    assert "It is paid" in desk.get(f"{taken}standing/").response.content.decode()


def test_each_page_of_it_says_for_which_council(desk, taken):
    way = desk.get(taken).links("way")[0]

    for path in (taken, way, f"{way}trade-waste/"):
        assert "Northvale" in desk.get(path).one("acting-for"), path


def test_an_account_is_looked_up_for_the_caller(shop, desk, taken):
    address = desk.get(taken).links("way")[0] + "council-tax/"

    typed = desk.post(address, step="type", reference="12345678")
    assert typed.status == 200
    put = desk.post(address, step="amount", reference="12345678", amount="20")

    assert put.location == taken
    assert BasketLine.objects.get().reference == "12345678"


def test_nobody_else_gets_there(shop, desk, taken, southmere, carys):
    way = desk.get(taken).links("way")[0]
    other = way.replace("northvale", "southmere")

    assert Desk("northvale.test").get(way).status == 302
    assert Desk("southmere.test", carys).get(way).status == 404
    assert Desk("southmere.test", carys).get(other).status in {403, 404}
    assert desk.get(other).status == 404
    assert BasketLine.objects.count() == 0
