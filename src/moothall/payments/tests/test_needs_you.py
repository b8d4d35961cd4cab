"""What waits for a resident about money."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.kernel.scope import acting_for
from moothall.payments import actions
from moothall.payments.models import BasketLine
from moothall.payments.needs_you import MoneyThatWaits
from moothall.payments.ports import Outcome
from moothall.payments.tests.kit import PAYER

pytestmark = pytest.mark.usefixtures("queue")


def waiting(shop, person, council=None):
    return MoneyThatWaits().waiting(
        person.pk, council_id=(council or shop.council).id, language="en", now=shop.now
    )


def test_a_basket_with_something_unpaid_waits(shop, rhian):
    basket = shop.basket(shop.item(quantity=2), shop.item(unit_pence=4500), person_id=rhian.pk)

    with CaptureQueriesContext(connection) as asked:
        (one,) = waiting(shop, rhian)

    assert len(asked) == 1
    assert (one.tag, one.detail, one.href) == (
        "Not paid yet", "2 things, £165", "/account/basket/",
    )  # fmt: skip
    for line in BasketLine.objects.all():
        actions.take_out(actor=PAYER, basket_id=basket.pk, line_id=line.pk, now=shop.now)
    assert waiting(shop, rhian) == []


def test_one_whose_payment_failed_says_so_and_one_that_is_paid_waits_no_more(shop, rhian):
    basket = shop.basket(shop.item(), person_id=rhian.pk)
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.FAILED)
    shop.check(first)

    assert [one.tag for one in waiting(shop, rhian)] == ["Payment failed"]
    second = shop.begin(basket)
    assert waiting(shop, rhian) == []
    shop.gateway.become(second.pk, Outcome.PAID)
    shop.check(second)
    assert waiting(shop, rhian) == []


def test_nobody_else_is_told(shop, rhian, tomos, southmere):
    shop.basket(shop.item(), person_id=rhian.pk)

    assert waiting(shop, tomos) == []
    with acting_for(southmere.id):
        assert waiting(shop, rhian) == []
        assert waiting(shop, rhian, southmere) == []
