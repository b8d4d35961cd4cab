"""An agent sees a payment turn paid in a real browser, with scripts and without."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.payments import actions
from moothall.payments.models import Basket, GatewayChoice, Payment
from moothall.payments.ports import GatewayStatus, Outcome
from moothall.payments.tests.kit import Shop
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(northvale):
    with acting_for(northvale.id):
        yield Shop(northvale, clock.now()).open()


def elsewhere(council, work):
    """Do something to the database beside the browser, which has this thread's loop."""

    def done():
        try:
            with acting_for(council.id):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(done).result()


def pay(shop):
    """Do what the caller or the employee does at the gateway's page."""
    payment = Payment.objects.get()
    shop.gateway.become(payment.pk, Outcome.PAID)
    return shop.check(payment)


def find_strange(shop):
    shop.gateway.payments["strange"] = GatewayStatus(
        gateway_reference="strange", outcome=Outcome.PAID, amount_pence=1250
    )
    actions.compare_with_gateway(choice_id=GatewayChoice.objects.last().pk, now=clock.now())


def looked_at(opened, name):
    """Look at a page as its readers do; keep a picture where somebody wants them."""
    if folder := os.environ.get("MOOTHALL_PICTURES"):
        opened.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert is_in_reach(opened), name
    assert faults_in(opened) == [], name


@pytest.mark.parametrize("width", [390, 1280])
def test_the_agents_page_stays_open_and_turns_paid(shop, alice, rhian, live_server, width):
    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        opened.goto(f"/workspace/people/{rhian.pk}/")
        opened.get_by_test_id("take-payment").click()
        expect(opened.get_by_test_id("begin")).to_be_visible()
        looked_at(opened, f"begin-{width}")
        opened.get_by_test_id("begin").click()
        expect(opened.get_by_test_id("empty")).to_be_visible()
        item = shop.item(reference="GW-1")
        elsewhere(shop.council, lambda: shop.put(Basket.objects.get(), item))
        opened.reload()
        looked_at(opened, f"take-{width}")

        opened.get_by_label("Mobile number or email address").fill("rhian@home.test")
        opened.get_by_test_id("send-link").click()
        expect(opened.get_by_test_id("waits")).to_be_visible()
        looked_at(opened, f"sent-{width}")

        with opened.context.expect_page():
            opened.get_by_test_id("card").click()
        expect(opened.get_by_test_id("under-way")).to_be_visible(timeout=15_000)
        looked_at(opened, f"under-way-{width}")
        payment = elsewhere(shop.council, lambda: pay(shop))
        expect(opened.get_by_role("heading", name="It is paid")).to_be_visible(timeout=15_000)
        looked_at(opened, f"paid-{width}")

        opened.goto(f"/workspace/payments/?q={payment.reference[-5:]}")
        looked_at(opened, f"payments-{width}")
        opened.get_by_role("link", name=payment.reference).click()
        opened.wait_for_url("**/workspace/payments/*/")
        looked_at(opened, f"payment-{width}")
        elsewhere(shop.council, lambda: find_strange(shop))
        opened.goto("/workspace/payments/")
        opened.get_by_test_id("unclaimed").click()
        opened.wait_for_url("**/workspace/payments/unclaimed/")
        looked_at(opened, f"unclaimed-{width}")
        opened.get_by_role("link", name="strange").click()
        opened.wait_for_url("**/workspace/payments/unclaimed/*/")
        looked_at(opened, f"unclaimed-one-{width}")


def test_without_scripts_the_page_is_looked_at_again(shop, alice, rhian, live_server):
    with a_desk(live_server, cookie_of(alice), scripts=False) as opened:
        opened.goto(f"/workspace/take-payment/?person={rhian.pk}")
        opened.get_by_test_id("begin").click()
        item = shop.item()
        elsewhere(shop.council, lambda: shop.begin(shop.put(Basket.objects.get(), item).basket))
        opened.reload()
        elsewhere(shop.council, lambda: pay(shop))

        opened.get_by_test_id("look-again").click()

        expect(opened.get_by_role("heading", name="It is paid")).to_be_visible()
