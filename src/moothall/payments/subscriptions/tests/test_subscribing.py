"""Joining and renewing, by the year, by the season and in parts."""

from datetime import date

import pytest
from django.db import transaction

from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.tests.kit import actor_of_resident_person
from moothall.notifications.models import Message
from moothall.payments import actions as paying
from moothall.payments.models import BasketLine, Payment, Refund, Subscription
from moothall.payments.ports import Outcome
from moothall.payments.subscriptions import actions
from moothall.payments.subscriptions.errors import (
    NothingToPay,
    PlanNotOffered,
    TooMany,
)
from moothall.payments.subscriptions.needs_you import SubscriptionsDue
from moothall.payments.subscriptions.workflow import ARROWS, SubscriptionState
from moothall.payments.tests.kit import PAYER, SETUP


def told(name):
    return Message.objects.filter(template=f"payments.subscription-{name}").count()


def state(subscription):
    return Subscription.objects.get(pk=subscription.pk).state


def test_who_joins_has_it_once_it_is_paid(garden):
    subscription, basket = garden.join(quantity=2)
    assert (subscription.state, subscription.last_on) == ("pending", date(2027, 11, 17))
    assert BasketLine.objects.get().unit_pence == 10_500

    garden.pay(basket)

    assert state(subscription) == "active"
    assert garden.charges(subscription)[0].state == "paid"


def test_it_belongs_to_who_signs_in_with_the_basket(garden, rhian):
    subscription, basket = garden.join()
    paying.give_to_person(actor=PAYER, basket_id=basket.pk, person_id=rhian.pk, now=garden.now)

    garden.pay(basket)

    assert garden.fresh(subscription).person_id == rhian.pk


def test_who_takes_it_out_of_the_basket_has_not_joined(garden):
    subscription, basket = garden.join()

    paying.take_out(
        actor=PAYER, basket_id=basket.pk, line_id=BasketLine.objects.get().pk, now=garden.now
    )

    assert (state(subscription), garden.charges(subscription)[0].state) == ("ended", "void")


def test_what_is_not_offered_too_many_and_card_numbers_are_refused(garden):
    garden.plan("old", is_offered=False)
    basket = garden.shop.basket()
    asked = {
        "actor": PAYER, "basket_id": basket.pk, "email": "", "language": "en",
        "keeps_card": False, "now": garden.now,
    }  # fmt: skip
    for refusal, more in (
        (PlanNotOffered, {"plan": "old", "quantity": 1, "place": ""}),
        (TooMany, {"plan": "garden-waste", "quantity": 4, "place": ""}),
        (CardNumberRefused, {"plan": "garden-waste", "quantity": 1, "place": "4242424242424242"}),
    ):
        with pytest.raises(refusal), transaction.atomic():
            actions.join_plan(**asked, **more)

    assert (Subscription.objects.count(), BasketLine.objects.count()) == (0, 0)


def test_a_season_is_joined_in_the_middle_for_what_is_left(garden):
    garden.plan(season_starts="04-01")

    subscription = garden.joined()

    assert subscription.last_on == date(2027, 3, 31)
    assert Payment.objects.get().amount_pence == 2_500  # November to March


def test_renewal_is_told_in_time_and_one_click_puts_it_into_a_basket(garden):
    subscription = garden.joined()
    garden.on(2027, 10, 17)
    assert (state(subscription), told("notice")) == ("active", 0)

    garden.on(2027, 10, 18)
    garden.day()
    assert (state(subscription), told("notice")) == ("renewal_due", 1)
    garden.renew(subscription)

    subscription = garden.fresh(subscription)
    assert (subscription.state, subscription.last_on) == ("active", date(2028, 11, 17))
    assert told("renewed") == 1
    garden.on(2028, 10, 18)
    assert garden.fresh(subscription).state == "renewal_due"


def test_the_price_of_the_notice_holds(garden):
    subscription = garden.joined()
    plan = subscription.plan
    garden.on(2027, 10, 18)
    garden.price(plan, date(2027, 11, 1), 7_000, 5_000)

    assert garden.renew(subscription).amount_pence == 6_000
    garden.on(2028, 10, 18)

    assert garden.charges(subscription, "renewal")[-1].pence == 7_000


def test_a_price_from_the_next_time_on_is_in_the_notice(garden):
    subscription = garden.joined()
    garden.price(subscription.plan, date(2027, 11, 18), 7_000, 5_000)
    garden.on(2027, 10, 18)

    assert garden.charges(subscription, "renewal")[0].pence == 7_000
    assert garden.fresh(subscription).unit_pence == 6_000


@pytest.mark.parametrize(
    ("joined", "notice", "until"),
    [
        ((2026, 1, 1), (2026, 12, 1), date(2027, 12, 31)),
        ((2025, 12, 31), (2026, 11, 30), date(2027, 12, 30)),
        ((2028, 2, 29), (2029, 1, 29), date(2030, 2, 28)),
        ((2027, 3, 1), (2028, 1, 30), date(2029, 2, 28)),
    ],
)
def test_renewals_at_the_end_of_the_year_and_on_leap_days(garden, joined, notice, until):
    garden.on(*joined)
    subscription = garden.joined()
    garden.on(*notice)
    garden.renew(subscription)

    assert garden.fresh(subscription).last_on == until


def test_what_is_not_renewed_lapses_after_its_days_of_grace(garden):
    subscription = garden.joined()
    garden.on(2027, 10, 18)
    garden.on(2027, 12, 1)
    assert state(subscription) == "renewal_due"

    garden.on(2027, 12, 2)

    assert (state(subscription), told("lapsed")) == ("lapsed", 1)
    with pytest.raises(NothingToPay), transaction.atomic():
        actions.put_charge_in_basket(
            actor=PAYER, charge_id=garden.charges(subscription, "renewal")[0].pk,
            basket_id=garden.shop.basket().pk, now=garden.now,
        )  # fmt: skip


def test_a_line_left_in_a_basket_too_long_is_refused_or_its_money_given_back(garden):
    subscription = garden.joined()
    garden.on(2027, 10, 18)
    charge = garden.charges(subscription, "renewal")[0]
    basket = garden.shop.basket()
    actions.put_charge_in_basket(
        actor=PAYER, charge_id=charge.pk, basket_id=basket.pk, now=garden.now
    )
    payment = garden.shop.begin(basket, now=garden.now)
    garden.gateway.become(payment.pk, Outcome.FAILED)
    garden.shop.check(payment, now=garden.now)
    actions.stop_subscription(actor=SETUP, subscription_id=subscription.pk, now=garden.now)
    with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011 - empty or refused
        garden.shop.begin(basket, now=garden.now)

    garden.gateway.become(payment.pk, Outcome.PAID)  # it had not failed after all
    garden.shop.check(payment, now=garden.now)
    garden.settle()

    refunds = Refund.objects.filter(payment_id=payment.pk)
    assert [one.amount_pence for one in refunds] == [6_000]
    assert state(subscription) == "stopped"


def test_who_does_not_want_it_renewed_is_not_asked_and_it_ends(garden, rhian):
    subscription = garden.joined(person=rhian)
    actions.choose_renewal(
        actor=actor_of_resident_person(rhian), subscription_id=subscription.pk, renews=False,
        by_card=False, now=garden.now,
    )  # fmt: skip

    garden.on(2027, 11, 10)
    assert (state(subscription), told("notice")) == ("active", 0)
    garden.on(2027, 11, 19)

    assert state(subscription) == "ended"


def test_a_fee_in_parts_is_paid_part_by_part_and_then_over(garden):
    garden.plan(
        "trip", prices=((date(2020, 1, 1), 10_000, 10_000),), kind="instalments", instalments=3,
        period_months=6, prorates="none", most=1, notice_days=7,
    )  # fmt: skip
    subscription = garden.joined(plan="trip")
    assert [(one.pence, one.due_on) for one in garden.charges(subscription, "instalment")] == [
        (3_333, date(2026, 12, 18)),
        (3_333, date(2027, 1, 18)),
    ]
    assert Payment.objects.get().amount_pence == 3_334

    garden.on(2026, 12, 11)
    garden.day()
    assert told("instalment") == 1
    garden.renew(subscription)
    garden.on(2027, 1, 12)
    garden.renew(subscription)

    assert (state(subscription), told("instalment")) == ("ended", 2)


def test_a_part_that_is_not_paid_lapses_after_its_grace(garden):
    garden.plan("trip", kind="instalments", instalments=3, period_months=6, prorates="none", most=1)
    subscription = garden.joined(plan="trip")

    garden.on(2027, 1, 1)
    assert state(subscription) == "active"
    garden.on(2027, 1, 2)

    assert state(subscription) == "lapsed"


def test_what_is_due_waits_for_its_holder_in_the_account(garden, rhian, tomos):
    subscription = garden.joined(person=rhian)
    garden.on(2027, 10, 18)
    where = {"council_id": garden.council.id, "language": "en", "now": garden.now}

    [one] = SubscriptionsDue().waiting(rhian.pk, **where)

    assert (one.tag, one.by, one.detail) == ("Renew", date(2027, 11, 17), "£60")
    assert SubscriptionsDue().waiting(tomos.pk, **where) == []
    garden.renew(subscription)
    assert SubscriptionsDue().waiting(rhian.pk, **where) == []


def test_paid_told_twice_takes_force_once(garden):
    subscription = garden.joined()
    garden.on(2027, 10, 18)
    payment = garden.renew(subscription)
    charge = garden.charges(subscription, "renewal")[0]

    for _ in range(2):
        actions.charge_paid(charge_id=charge.pk, payment_id=payment.pk, now=garden.now)

    assert garden.fresh(subscription).last_on == date(2028, 11, 17)
    assert told("renewed") == 1


def test_every_state_can_be_reached_and_every_arrow_says_why():
    reached = {SubscriptionState.PENDING}.union(*(arrows.keys() for arrows in ARROWS.values()))

    assert reached == set(SubscriptionState) == set(ARROWS)
    assert all(why.endswith(".") for arrows in ARROWS.values() for why in arrows.values())


def test_a_plan_keeps_its_prices_and_refuses_an_unknown_fund(garden):
    plan = garden.plan()
    with pytest.raises(ValueError, match="another price"), transaction.atomic():
        garden.price(plan, date(2020, 1, 1), 1, 1)
    with pytest.raises(ValueError, match="no fund"), transaction.atomic():
        actions.apply_plan(
            actor=SETUP, council_id=garden.council.id, key="x", fund="none", rules={},
            now=garden.now,
        )  # fmt: skip
