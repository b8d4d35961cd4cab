"""A thousand people pay at once for the last hundred: a hundred get one, nobody else is charged."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections

from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for
from moothall.payments import actions
from moothall.payments.errors import BasketPaid, LinesRefused
from moothall.payments.models import Basket, BasketLine, Fund, LedgerEntry, Payment, Stock
from moothall.payments.ports import CardEntry, Outcome
from moothall.payments.tests.kit import SETUP, Shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE, PLACES, AT_A_TIME = 1000, 100, 12
PRICE = 1500


@pytest.fixture
def baskets(northvale, now):
    """A basket for each, with one place in it."""
    with acting_for(northvale.id):
        Shop(northvale, now).open()
        stock = actions.set_stock(
            actor=SETUP, council_id=northvale.id, key="seats", left=PLACES, now=now
        )
        fund = Fund.objects.get(key="permits")
        made = Basket.objects.bulk_create(
            Basket(
                council_id=northvale.id, secret_digest=new_id().bytes, language="en",
                channel="web", actor_kind="resident", opened_at=now, touched_at=now,
                expires_at=now.replace(year=now.year + 1),
            )
            for _ in range(PEOPLE)
        )  # fmt: skip
        BasketLine.objects.bulk_create(
            BasketLine(
                council_id=northvale.id, basket_id=basket.pk, position=1, fund=fund,
                description={"en": "A seat"}, unit_pence=PRICE, about_type="tests.thing",
                about_id=new_id(), stock_id=stock.pk, added_at=now,
            )
            for basket in made
        )  # fmt: skip
        return [basket.pk for basket in made]


def pay(council, now, number, basket_id):
    """Pay as people do: most at once, some after their time ran out, some never."""
    shop = Shop(council, now)
    try:
        with acting_for(council.id), suppress(BasketPaid, LinesRefused):
            payment = actions.begin_payment(
                actor=SETUP,
                basket_id=basket_id,
                entry=CardEntry.ONLINE,
                email="",
                language="en",
                now=now,
            )
            if number % 5 == 4:
                shop.gateway.become(payment.pk, Outcome.FAILED)
                shop.check(payment)
                return
            if number % 5 == 3:
                shop.gateway.become(payment.pk, Outcome.EXPIRED)
                shop.check(payment)
            shop.gateway.become(payment.pk, Outcome.PAID)
            shop.check(payment)
            actions.take_or_release(payment_id=payment.pk, now=now)
    finally:
        connections.close_all()


def test_exactly_a_hundred_are_sold_and_nobody_pays_for_nothing(northvale, now, baskets):
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(lambda pair: pay(northvale, now, *pair), enumerate(baskets)))
        # Those whom others' failures left room for come again, one after the other.
        list(pool.map(lambda pair: pay(northvale, now, 0, pair), baskets))

    with acting_for(northvale.id):
        paid = Payment.objects.filter(state="paid")
        assert Stock.objects.get().left == 0
        assert paid.count() == paid.filter(is_surplus=False).count() == PLACES
        assert BasketLine.objects.filter(paid_at__isnull=False).count() == PLACES
        assert not Payment.objects.filter(state__in=["started", "reserved", "created"]).exists()
        gateway = Shop(northvale, now).gateway
        charged = [one for one in gateway.payments.values() if one.outcome is Outcome.PAID]
        assert len(charged) == PLACES
        held = LedgerEntry.objects.filter(account__kind="gateway")
        assert sum(entry.amount_pence for entry in held) == -PRICE * PLACES
