"""Return page, webhook, schedule and second browsers at the same payment at the same moment."""

import pytest

from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments import actions
from moothall.payments.errors import BasketPaid, PaymentUnderWay
from moothall.payments.models import Basket, BasketLine, LedgerTransaction, Payment
from moothall.payments.ports import Outcome
from moothall.payments.refunds.tests.test_refunding_together import at_once
from moothall.payments.tests.kit import PAYER, Shop
from moothall.payments.workflow import LIVE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY = 8


@pytest.fixture
def shop(northvale, now):
    with acting_for(northvale.id):
        yield Shop(northvale, now).open()


def told(name):
    return OutboxEvent.objects.filter(name=f"payments.{name}").count()


def test_all_who_hear_at_once_that_it_is_paid_book_and_tell_it_once(shop):
    payment = shop.begin(shop.basket(shop.item(), shop.item(fund="permits")))
    shop.gateway.become(payment.pk, Outcome.PAID)

    came = at_once(shop.council, MANY, lambda _: shop.check(payment))

    assert {one.state for one in came} == {"paid"}
    assert (told("line-paid"), told("payment-paid"), told("surplus-paid")) == (2, 1, 0)
    assert LedgerTransaction.objects.filter(key=f"payment:{payment.pk}").count() == 1
    assert Message.objects.filter(about_id=payment.pk).count() == 1


def test_many_who_press_the_button_at_once_begin_one_payment(shop):
    basket = shop.basket(shop.item())

    came = at_once(shop.council, MANY, lambda _: shop.begin(basket))

    assert {one.pk for one in came} == {Payment.objects.get().pk}
    assert len(shop.gateway.payments) == 1


def test_a_thing_taken_out_while_another_window_pays_is_paid_or_gone_and_never_both(shop):
    basket = shop.basket(shop.item(), shop.item(fund="permits"))
    line = BasketLine.objects.order_by("position").last()

    def act(number):
        if number % 2:
            return shop.begin(basket)
        actions.take_out(actor=PAYER, basket_id=basket.pk, line_id=line.pk, now=shop.now)
        return None

    came = at_once(shop.council, 2, act)

    payment = Payment.objects.get()
    line.refresh_from_db()
    is_gone = line.removed_at is not None
    assert is_gone or any(isinstance(one, PaymentUnderWay) for one in came)
    assert payment.amount_pence == (6000 if is_gone else 12000)


def test_cancelled_here_while_it_is_paid_there_is_one_of_the_two(shop):
    payment = shop.begin(shop.basket(shop.item()))

    def act(number):
        if number == 0:
            return actions.cancel_payment(payment_id=payment.pk, now=shop.now)
        if number == 1:
            shop.gateway.become(payment.pk, Outcome.PAID)
        return shop.check(payment)

    at_once(shop.council, MANY, act)
    shop.check(payment)

    payment.refresh_from_db()
    at_gateway = shop.gateway.payments[str(payment.pk)].outcome
    assert payment.state == ("paid" if at_gateway is Outcome.PAID else "cancelled")
    assert told("payment-paid") == (payment.state == "paid")
    assert Basket.objects.get().state == ("paid" if payment.state == "paid" else "open")


def test_two_payments_of_one_basket_that_are_both_made_at_once_buy_it_once(shop):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.FAILED)
    shop.check(first)
    second = shop.begin(basket)
    for payment in (first, second):
        shop.gateway.become(payment.pk, Outcome.PAID)

    at_once(shop.council, MANY, lambda number: shop.check((first, second)[number % 2]))

    assert sorted(Payment.objects.values_list("state", "is_surplus")) == [
        ("paid", False), ("paid", True),
    ]  # fmt: skip
    assert (told("line-paid"), told("payment-paid"), told("surplus-paid")) == (1, 1, 1)
    assert not Payment.objects.filter(state__in=LIVE).exists()
    with pytest.raises(BasketPaid):
        shop.begin(basket)
