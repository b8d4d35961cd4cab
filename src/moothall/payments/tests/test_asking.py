"""Payments are asked about until they end, and what was left by its payer ends too."""

from datetime import timedelta

from moothall.kernel.errors import Retry
from moothall.payments.models import Basket
from moothall.payments.ports import Outcome
from moothall.payments.queries import payments_to_check


def test_a_payment_that_never_reached_the_gateway_is_over_after_two_hours(shop):
    basket = shop.basket(shop.item())
    shop.gateway.troubles = [Retry("Closed.")]
    payment = shop.begin(basket)

    assert shop.check(payment, now=shop.now + timedelta(hours=1)).state == "created"
    assert shop.check(payment, now=shop.now + timedelta(hours=3)).state == "expired"
    assert Basket.objects.get().state == "open"


def test_payments_are_asked_about_until_they_end(shop):
    payment = shop.begin(shop.basket(shop.item()))
    due = shop.now + timedelta(minutes=2)

    assert payments_to_check(now=due, limit=10) == [(shop.council.id, payment.pk)]
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    assert payments_to_check(now=due, limit=10) == []


def test_what_its_payer_left_frees_the_basket_and_counts_if_it_is_paid_after_all(shop):
    payment = shop.begin(shop.basket(shop.item()))
    late = shop.now + timedelta(hours=5)

    payment = shop.check(payment, now=late)
    assert (payment.state, payment.code) == ("expired", "abandoned")
    assert payment.check_at == shop.now + timedelta(hours=24)
    assert Basket.objects.get().state == "open"
    shop.gateway.become(payment.pk, Outcome.PAID)

    assert shop.check(payment, now=shop.now + timedelta(hours=24)).state == "paid"
    assert Basket.objects.get().state == "paid"


def test_what_was_left_is_looked_at_twice_more_and_no_oftener(shop):
    payment = shop.begin(shop.basket(shop.item()))
    days = [shop.check(payment, now=shop.now + timedelta(hours=hours)) for hours in (5, 25, 73)]

    assert [one.check_at for one in days] == [
        shop.now + timedelta(hours=24),
        shop.now + timedelta(hours=72),
        None,
    ]
