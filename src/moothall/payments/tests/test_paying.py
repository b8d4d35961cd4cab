"""A basket is paid once, whatever the gateway, the browser and the clock do."""

from datetime import timedelta

import pytest

from moothall.kernel.errors import GiveUp, NotFound, Retry
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.payments import actions
from moothall.payments.baskets import basket_of, basket_of_link
from moothall.payments.errors import BasketEmpty, BasketPaid, LinesRefused, PaymentUnderWay
from moothall.payments.models import (
    Basket,
    BasketLine,
    Payment,
    PaymentLine,
    Stock,
)
from moothall.payments.ports import CardEntry, LostAnswer, Outcome
from moothall.payments.queries import paid_for, payments_to_check, standing_of
from moothall.payments.tests.kit import PAYER, SETUP


def _told(name):
    return OutboxEvent.objects.filter(name=f"payments.{name}").count()


def _state(payment):
    return Payment.objects.get(pk=payment.pk).state


def test_the_payment_is_written_down_before_the_gateway_hears_of_it(shop):
    basket = shop.basket(shop.item())
    shop.gateway.troubles = [Retry("Closed for the night.")]

    payment = shop.begin(basket)

    assert payment.state == "created"
    assert payment.problem == "Closed for the night."
    assert payment.outcome_unknown is False
    assert shop.gateway.payments == {}


def test_paying_leads_to_the_gateway_with_all_lines_and_the_sum(shop):
    basket = shop.basket(shop.item(), shop.item(fund="permits", unit_pence=2500, quantity=2))

    payment = shop.begin(basket)

    request = shop.gateway.requests[str(payment.pk)]
    assert payment.next_url == f"https://gateway.test/{payment.pk}"
    assert request.amount_pence == 11_000
    assert [(line.fund_code, line.amount_pence, line.vat_pence) for line in request.lines] == [
        ("31", 6000, 1000),
        ("77", 5000, 0),
    ]
    assert request.description == "Northvale Borough Council: Garden waste and 1 other thing"


def test_paid_is_what_the_gateway_says_and_is_told_once(shop):
    item = shop.item()
    basket = shop.basket(item)
    payment = shop.begin(basket)
    shop.gateway.become(payment.pk, Outcome.PAID)

    for _ in range(3):
        payment = shop.check(payment)

    assert payment.state == "paid"
    assert payment.card_ending == "4242"
    assert payment.check_at is None
    assert Basket.objects.get().state == "paid"
    assert (_told("line-paid"), _told("payment-paid")) == (1, 1)
    assert standing_of(item.about_type, [item.about_id]) == {item.about_id: "paid"}
    assert paid_for(item.about_type, item.about_id).reference == payment.reference


def test_a_second_click_goes_on_with_the_same_payment(shop):
    basket = shop.basket(shop.item())

    first, second = shop.begin(basket), shop.begin(basket)

    assert first.pk == second.pk
    assert shop.gateway.calls == ["start"]


def test_while_somebody_pays_nothing_changes_in_the_basket(shop):
    line_item = shop.item()
    basket = shop.basket(line_item)
    shop.begin(basket)
    line = BasketLine.objects.get()

    with pytest.raises(PaymentUnderWay):
        shop.put(basket, shop.item())
    with pytest.raises(PaymentUnderWay):
        actions.take_out(actor=PAYER, basket_id=basket.pk, line_id=line.pk, now=shop.now)
    with pytest.raises(PaymentUnderWay):
        shop.put(shop.basket(), line_item)
    assert BasketLine.objects.get().removed_at is None


def test_a_refused_card_leaves_the_basket_as_it_was_and_it_can_be_paid_again(shop):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.FAILED, code="P0010")

    assert shop.check(first).state == "failed"
    assert Basket.objects.get().state == "open"
    second = shop.begin(basket)

    assert second.pk != first.pk
    assert (_told("payment-ended"), _told("line-paid")) == (1, 0)


def test_failed_then_paid_counts(shop):
    basket = shop.basket(shop.item())
    payment = shop.begin(basket)
    shop.gateway.become(payment.pk, Outcome.FAILED, code="P0010")
    shop.check(payment)
    shop.gateway.become(payment.pk, Outcome.PAID)

    payment = shop.check(payment)

    assert payment.state == "paid"
    assert payment.is_surplus is False
    assert Basket.objects.get().state == "paid"
    assert _told("line-paid") == 1


def test_paid_is_never_taken_back_by_older_news(shop):
    basket = shop.basket(shop.item())
    payment = shop.begin(basket)
    under_way = shop.gateway.payments[str(payment.pk)]
    paid = shop.gateway.become(payment.pk, Outcome.PAID)

    for status in (paid, under_way, paid):
        actions.settle_payment(payment_id=payment.pk, status=status, now=shop.now)

    assert _state(payment) == "paid"
    assert _told("line-paid") == 1


def test_paid_twice_is_found_and_marked_to_be_given_back(shop):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.FAILED)
    shop.check(first)
    second = shop.begin(basket)
    shop.gateway.become(second.pk, Outcome.PAID)
    shop.check(second)
    shop.gateway.become(first.pk, Outcome.PAID)

    first = shop.check(first)

    assert first.is_surplus is True
    assert (_told("line-paid"), _told("surplus-paid")) == (1, 1)


def test_what_was_added_after_a_failure_stays_to_be_paid_when_the_failure_was_none(shop):
    basket = shop.basket(shop.item())
    payment = shop.begin(basket)
    shop.gateway.become(payment.pk, Outcome.EXPIRED)
    shop.check(payment)
    shop.put(basket, shop.item(unit_pence=100))
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)

    second = shop.begin(basket)

    assert second.amount_pence == 100
    assert Basket.objects.get().state == "paying"


def test_a_lost_answer_is_looked_for_before_anything_is_begun_again(shop):
    basket = shop.basket(shop.item())
    shop.gateway.troubles = [LostAnswer("No answer came.")]
    payment = shop.begin(basket)
    assert (payment.state, payment.outcome_unknown) == ("created", True)

    payment = shop.check(payment)

    assert payment.state == "started"
    assert payment.next_url
    assert shop.gateway.calls == ["start", "find"]
    assert len(shop.gateway.payments) == 1


def test_a_gateway_that_refuses_for_good_leaves_the_basket_open_and_says_why(shop):
    basket = shop.basket(shop.item())
    shop.gateway.troubles = [GiveUp("The key of the council is not valid.")]

    payment = shop.begin(basket)

    assert payment.state == "failed"
    assert payment.problem == "The key of the council is not valid."
    assert Basket.objects.get().state == "open"


def test_another_amount_than_asked_for_is_left_to_staff(shop):
    payment = shop.begin(shop.basket(shop.item()))
    status = shop.gateway.become(payment.pk, Outcome.PAID)
    shop.gateway.payments[str(payment.pk)] = type(status)(
        gateway_reference=status.gateway_reference, outcome=Outcome.PAID, amount_pence=5999
    )

    payment = shop.check(payment)

    assert payment.state == "started"
    assert payment.problem == "The gateway took 5999p and not 6000p."
    assert payment.check_at is None
    assert _told("line-paid") == 0


def test_cancelling_asks_the_gateway_and_believes_it(shop):
    payment = shop.begin(shop.basket(shop.item()))
    late = shop.begin(shop.basket(shop.item()))
    shop.gateway.become(late.pk, Outcome.PAID)

    assert actions.cancel_payment(payment_id=payment.pk, now=shop.now).state == "cancelled"
    assert actions.cancel_payment(payment_id=late.pk, now=shop.now).state == "paid"


def test_the_coding_stays_as_it_was_when_the_payment_began(shop):
    payment = shop.begin(shop.basket(shop.item()))
    actions.apply_fund(
        actor=SETUP,
        council_id=shop.council.id,
        key="garden",
        name={"en": "Garden waste"},
        valid_from=shop.now.date(),
        fund_code="99",
        gl_code="GL-99",
        vat_code="RED",
        vat_rate=500,
        now=shop.now,
    )

    line = PaymentLine.objects.get(payment_id=payment.pk)
    assert (line.fund_code, line.gl_code, line.vat_pence) == ("31", "GL-31", 1000)


def test_what_costs_nothing_is_done_without_a_gateway(shop):
    basket = shop.basket(shop.item(unit_pence=0))

    assert shop.begin(basket) is None
    assert Basket.objects.get().state == "paid"
    assert _told("line-paid") == 1
    assert shop.gateway.calls == []


def test_an_empty_basket_and_a_paid_one_are_refused(shop):
    with pytest.raises(BasketEmpty):
        shop.begin(shop.basket())
    basket = shop.basket(shop.item())
    shop.gateway.become(shop.begin(basket).pk, Outcome.PAID)
    shop.check(Payment.objects.get())
    with pytest.raises(BasketPaid):
        shop.begin(basket)


def test_what_is_left_is_held_while_somebody_pays_and_comes_back(shop):
    actions.set_stock(actor=SETUP, council_id=shop.council.id, key="seats", left=1, now=shop.now)
    first, second = (shop.basket(shop.item(stock="seats")) for _ in range(2))
    payment = shop.begin(first)

    with pytest.raises(LinesRefused, match="none left"):
        shop.begin(second)
    actions.cancel_payment(payment_id=payment.pk, now=shop.now)

    assert Stock.objects.get().left == 1
    assert shop.begin(second).state == "started"
    assert Payment.objects.count() == 2


def test_who_comes_too_late_for_the_last_one_is_charged_nothing(shop):
    actions.set_stock(actor=SETUP, council_id=shop.council.id, key="seats", left=1, now=shop.now)
    first, second = (shop.basket(shop.item(stock="seats")) for _ in range(2))
    late = shop.begin(first)
    shop.gateway.become(late.pk, Outcome.EXPIRED)
    shop.check(late)
    other = shop.begin(second)
    shop.gateway.become(late.pk, Outcome.PAID)

    assert shop.check(late).state == "reserved"
    assert actions.take_or_release(payment_id=late.pk, now=shop.now).state == "cancelled"
    shop.gateway.become(other.pk, Outcome.PAID)
    shop.check(other)
    assert actions.take_or_release(payment_id=other.pk, now=shop.now).state == "paid"
    assert Stock.objects.get().left == 0
    assert _told("line-paid") == 1


def test_a_hint_only_says_which_payment_to_ask_about(shop):
    payment = shop.begin(shop.basket(shop.item()))

    found = actions.take_hint(
        council_id=shop.council.id, gateway="fake", headers={}, body=str(payment.pk).encode()
    )

    assert found == payment.pk
    assert _state(payment) == "started"


def test_another_council_finds_no_basket_and_no_payment(shop, southmere):
    basket, secret = shop.basket_and_secret(shop.item())
    _, link = actions.make_pay_link(actor=PAYER, basket_id=basket.pk, now=shop.now)
    payment = shop.begin(basket)

    assert basket_of(shop.council.id, secret, now=shop.now).pk == basket.pk
    assert basket_of_link(shop.council.id, link, now=shop.now).pk == basket.pk
    with acting_for(southmere.id):
        for find in (basket_of, basket_of_link):
            with pytest.raises(NotFound):
                find(southmere.id, secret if find is basket_of else link, now=shop.now)
        with pytest.raises(NotFound):
            shop.check(payment)
        assert payments_to_check(now=shop.now + timedelta(days=1), limit=10) == []


def test_baskets_without_a_name_are_given_to_who_signs_in_with_all_that_they_had(shop, rhian):
    mine = shop.basket(shop.item(), person_id=rhian.pk)
    basket = shop.basket(shop.item())

    actions.give_to_person(actor=PAYER, basket_id=basket.pk, person_id=rhian.pk, now=shop.now)

    assert BasketLine.objects.filter(basket_id=basket.pk).count() == 2
    assert BasketLine.objects.filter(basket_id=mine.pk).count() == 0


def test_agents_begin_payments_of_their_own_kind(shop):
    payment = shop.begin(shop.basket(shop.item()), entry=CardEntry.TELEPHONE)

    assert shop.gateway.requests[str(payment.pk)].entry is CardEntry.TELEPHONE


def test_baskets_that_nobody_came_back_to_are_emptied(shop):
    old, paying = shop.basket(shop.item()), shop.basket(shop.item())
    shop.begin(paying)
    later = shop.now + timedelta(days=31)

    assert actions.empty_expired_baskets(actor=SETUP, now=shop.now) == 0
    assert actions.empty_expired_baskets(actor=SETUP, now=later) == 1
    assert BasketLine.objects.get(basket_id=old.pk).removed_at == later
    assert BasketLine.objects.get(basket_id=paying.pk).removed_at is None


def test_what_was_given_up_for_lost_and_is_reserved_after_all_stands_beside_a_newer_try(shop):
    actions.set_stock(actor=SETUP, council_id=shop.council.id, key="seats", left=2, now=shop.now)
    basket = shop.basket(shop.item(stock="seats"))
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.EXPIRED)
    shop.check(first)
    second = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.PAID)

    assert shop.check(first).state == "reserved"
    assert actions.take_or_release(payment_id=first.pk, now=shop.now).state == "paid"
    shop.gateway.become(second.pk, Outcome.PAID)
    assert shop.check(second).is_surplus
    assert actions.take_or_release(payment_id=second.pk, now=shop.now).state == "cancelled"
    assert Stock.objects.get().left == 1
