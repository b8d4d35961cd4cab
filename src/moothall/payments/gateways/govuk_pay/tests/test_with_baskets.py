"""Baskets paid at GOV.UK Pay: nothing lost, nothing taken twice, whatever goes wrong between."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from moothall.kernel.models import OutboxEvent
from moothall.payments import actions
from moothall.payments.models import Basket, Payment
from moothall.payments.ports import CardEntry
from moothall.payments.tests.kit import SETUP, Shop

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def shop(in_northvale, now, stage):
    """Northvale with its own account at GOV.UK Pay."""
    opened = Shop(in_northvale, now).open()
    actions.choose_gateway(
        actor=SETUP,
        council_id=in_northvale.id,
        entry=CardEntry.ONLINE,
        gateway="govuk_pay",
        options={
            "api_key_secret": "pay-key",
            "webhook_secret_secret": "pay-webhook",
            "base_url": stage.simulator.url,
        },
        now=now,
    )
    return opened


@pytest.fixture
def machine(shop):
    return Client(HTTP_HOST=shop.council.hostname)


def tell(machine, headers, body):
    return machine.post(
        "/machine/payments/govuk_pay/", body, content_type="application/json", headers=headers
    ).status_code


def test_who_pays_and_closes_the_browser_has_paid(shop, stage, machine):
    payment = shop.begin(shop.basket(shop.item(), shop.item(fund="permits")))
    headers, body = stage.hint(payment.gateway_reference)

    answers = [tell(machine, headers, body) for _ in range(2)]
    for _ in range(2):
        payment = shop.check(payment)

    assert answers == [204, 204]
    assert (payment.state, payment.card_ending, payment.fee_pence) == ("paid", "4242", 200)
    assert Basket.objects.get().state == "paid"


def test_webhooks_in_another_order_doubled_and_days_late_change_nothing_twice(
    shop, stage, machine, queue
):
    stage.tell("/_webhooks", account="aldermoor", callback_url="http://127.0.0.1:9/nobody")
    payment = shop.begin(shop.basket(shop.item()))
    stage.pay(payment.gateway_reference)
    messages = stage.simulator.get("/_webhooks", payment_id=payment.gateway_reference).json()
    told = [(one["signature"], one["body"].encode()) for one in messages["messages"]]
    kinds = {json.loads(body)["event_type"] for _, body in told}
    assert {"card_payment_started", "card_payment_succeeded", "card_payment_captured"} <= kinds

    for when in (timedelta(0), timedelta(days=3)):
        for signature, body in (*told, *reversed(told)):
            assert tell(machine, {"Pay-Signature": signature}, body) == 204
            shop.check(payment, now=shop.now + when)

    payment.refresh_from_db()
    assert (payment.state, payment.is_surplus) == ("paid", False)
    counted = OutboxEvent.objects.values_list("name", flat=True)
    assert sorted(one for one in counted if one.startswith("payments.")) == [
        "payments.line-paid", "payments.payment-paid",
    ]  # fmt: skip


def test_a_forged_webhook_changes_nothing(shop, stage, machine):
    payment = shop.begin(shop.basket(shop.item()))
    headers, body = stage.hint(payment.gateway_reference)

    assert tell(machine, headers, body.replace(b"success", b"xuccess")) == 403
    assert tell(machine, {}, body) == 403
    assert Payment.objects.get().state == "started"


def test_a_payment_whose_beginning_was_not_answered_goes_on_where_it_began(shop, stage):
    basket = shop.basket(shop.item())
    stage.lose_answer()
    lost = shop.begin(basket)
    stage.catch_up()

    found = shop.begin(basket, now=shop.now + timedelta(minutes=2))
    stage.pay(found.gateway_reference)

    assert (lost.next_url, lost.outcome_unknown) == ("", True)
    assert found.pk == lost.pk
    assert found.next_url.startswith(stage.simulator.url)
    assert shop.check(found).state == "paid"
    assert stage.begun(found.reference) == 1


def test_a_payment_that_pay_refuses_is_over_and_says_why(shop, stage):
    basket = shop.basket(shop.item())
    stage.simulator.control(disabled=1)

    refused = shop.begin(basket)
    again = shop.begin(basket)

    assert (refused.state, Basket.objects.get().state) == ("failed", "paying")
    assert "switched payments and refunds off" in refused.problem
    assert again.state == "started"


def test_a_card_that_is_declined_leaves_the_basket_for_another(shop, stage):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    stage.decline(first.gateway_reference)
    first = shop.check(first)
    assert (first.state, first.code, Basket.objects.get().state) == ("failed", "P0010", "open")

    second = shop.begin(basket)
    stage.pay(second.gateway_reference)

    assert shop.check(second).state == "paid"
    assert second.pk != first.pk


def test_the_last_one_is_taken_from_who_reserved_it(shop, stage):
    actions.set_stock(actor=SETUP, council_id=shop.council.id, key="seats", left=1, now=shop.now)
    payment = shop.begin(shop.basket(shop.item(stock="seats")))
    stage.pay(payment.gateway_reference)

    reserved = shop.check(payment)
    taken = actions.take_or_release(payment_id=payment.pk, now=shop.now)

    assert (reserved.state, taken.state) == ("reserved", "paid")


def test_a_payer_who_is_too_late_has_paid_nothing(shop, stage):
    payment = shop.begin(shop.basket(shop.item()))
    stage.expire(payment.gateway_reference)

    assert shop.check(payment).state == "expired"
    assert Basket.objects.get().state == "open"
