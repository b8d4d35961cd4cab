"""A card that is kept pays once for each try, and never twice."""

from datetime import date

import pytest
from django.db import transaction

from moothall.kernel.errors import Retry
from moothall.notifications.models import Message
from moothall.payments.models import Payment, Subscription
from moothall.payments.ports import LostAnswer, Outcome
from moothall.payments.subscriptions import actions
from moothall.payments.subscriptions.errors import (
    BeingPaid,
)
from moothall.payments.subscriptions.needs_you import SubscriptionsDue
from moothall.payments.tests.kit import PAYER, SETUP


def told(name):
    return Message.objects.filter(template=f"payments.subscription-{name}").count()


def state(subscription):
    return Subscription.objects.get(pk=subscription.pk).state


def test_a_kept_card_pays_by_itself_a_week_before(garden, rhian):
    subscription = garden.joined(person=rhian, keeps_card=True)
    assert subscription.agreement_reference.startswith("card-of-")
    garden.on(2027, 10, 18)
    assert (told("notice-card"), told("notice")) == (1, 0)
    assert SubscriptionsDue().waiting(
        rhian.pk, council_id=garden.council.id, language="en", now=garden.now
    ) == []  # fmt: skip

    garden.on(2027, 11, 9)
    assert garden.gateway.calls.count("charge") == 0
    garden.on(2027, 11, 10)
    garden.day()

    assert garden.gateway.calls.count("charge") == 1
    assert garden.fresh(subscription).last_on == date(2028, 11, 17)
    assert Payment.objects.latest("created_at").agreement_reference


def test_without_agreement_or_by_somebody_elses_link_no_card_is_kept(garden):
    subscription = garden.joined()
    assert subscription.agreement_reference == ""
    other, basket = garden.join(keeps_card=True)
    garden.pay(basket, may_keep_card=False)

    assert garden.fresh(other).agreement_reference == ""
    requests = garden.gateway.requests.values()
    assert [one.keeps_card for one in requests] == [False, False]


def test_a_card_that_fails_is_told_and_tried_again_and_then_left_to_its_holder(garden):
    subscription = garden.joined(keeps_card=True)
    garden.on(2027, 10, 18)
    garden.gateway.charged = Outcome.FAILED
    for day in ((2027, 11, 10), (2027, 11, 11), (2027, 11, 13), (2027, 11, 18), (2027, 11, 25)):
        garden.on(*day)

    assert garden.gateway.calls.count("charge") == 4
    assert told("card-failed") == 4
    garden.on(2027, 11, 30)
    assert garden.gateway.calls.count("charge") == 4
    garden.renew(subscription)
    assert state(subscription) == "active"


def test_a_lost_answer_about_a_card_never_charges_twice(garden):
    subscription = garden.joined(keeps_card=True)
    garden.on(2027, 10, 18)
    garden.gateway.troubles = [LostAnswer("Silence.")]
    garden.on(2027, 11, 10)
    payment = Payment.objects.latest("created_at")
    assert (payment.state, payment.outcome_unknown) == ("created", True)

    charge = garden.charges(subscription, "renewal")[0]
    actions.charge_card(charge_id=charge.pk, now=garden.now)  # the lease holds it back
    garden.shop.check(payment, now=garden.now)
    garden.settle()

    assert garden.fresh(subscription).last_on == date(2028, 11, 17)
    assert Payment.objects.filter(basket_id=payment.basket_id).count() == 1
    assert len([key for key in garden.gateway.payments if key != str(payment.pk)]) == 1


def test_a_gateway_that_is_closed_is_asked_again_for_the_same_payment(garden):
    subscription = garden.joined(keeps_card=True)
    garden.on(2027, 10, 18)
    garden.now = garden.now.replace(month=11, day=10)
    charge = garden.charges(subscription, "renewal")[0]
    garden.gateway.troubles = [Retry("Closed.")]

    with pytest.raises(Retry):
        actions.charge_card(charge_id=charge.pk, now=garden.now)
    actions.charge_card(charge_id=charge.pk, now=garden.now)
    garden.settle()

    assert Payment.objects.count() == 2
    assert garden.fresh(subscription).last_on == date(2028, 11, 17)


def test_while_its_holder_pays_the_card_is_left_alone(garden):
    subscription = garden.joined(keeps_card=True)
    garden.on(2027, 10, 18)
    charge = garden.charges(subscription, "renewal")[0]
    basket = garden.shop.basket()
    actions.put_charge_in_basket(
        actor=PAYER, charge_id=charge.pk, basket_id=basket.pk, now=garden.now
    )
    garden.shop.begin(basket, now=garden.now)

    garden.on(2027, 11, 10)

    assert garden.gateway.calls.count("charge") == 0
    with pytest.raises(BeingPaid), transaction.atomic():
        actions.stop_subscription(actor=SETUP, subscription_id=subscription.pk, now=garden.now)


def test_parts_are_charged_to_a_kept_card_on_their_days(garden):
    garden.plan("trip", kind="instalments", instalments=3, period_months=6, prorates="none", most=1)
    subscription = garden.joined(plan="trip", keeps_card=True)

    garden.on(2026, 12, 18)
    garden.on(2027, 1, 18)

    assert (state(subscription), garden.gateway.calls.count("charge")) == ("ended", 2)
