"""Having more or fewer, stopping, and the money that goes back."""

import pytest
from django.db import transaction

from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of_resident_person
from moothall.notifications.models import Message
from moothall.payments.models import Payment, Refund, Subscription
from moothall.payments.ports import AgreementOutcome
from moothall.payments.refunds.actions import apply_refund_rule
from moothall.payments.subscriptions import actions, queries
from moothall.payments.tests.kit import PAYER, SETUP


def told(name):
    return Message.objects.filter(template=f"payments.subscription-{name}").count()


def state(subscription):
    return Subscription.objects.get(pk=subscription.pk).state


def garden_charge(subscription):
    from moothall.payments.models import Charge

    return Charge.all_councils.filter(subscription_id=subscription.pk).values_list(
        "pk", flat=True
    ).first()  # fmt: skip


def test_more_is_paid_for_what_is_left_and_counts_once_it_is_paid(garden, rhian):
    me = actor_of_resident_person(rhian)
    subscription = garden.joined(person=rhian)
    garden.on(2027, 5, 18)
    basket = garden.shop.basket(person_id=rhian.pk)

    actions.add_more(
        actor=me, subscription_id=subscription.pk, basket_id=basket.pk, quantity=3, now=garden.now
    )
    again = actions.add_more(
        actor=me, subscription_id=subscription.pk, basket_id=basket.pk, quantity=2, now=garden.now
    )
    assert again.pence == 2_250  # six months of twelve
    assert garden.fresh(subscription).quantity == 1
    garden.pay(basket)

    assert garden.fresh(subscription).quantity == 2
    assert [one.state for one in garden.charges(subscription, "change")] == ["void", "paid"]


def test_fewer_are_given_back_by_the_rule(garden, rhian):
    subscription = garden.joined(person=rhian, quantity=2)
    garden.on(2027, 5, 18)

    actions.take_away(
        actor=actor_of_resident_person(rhian), subscription_id=subscription.pk, quantity=1,
        now=garden.now,
    )  # fmt: skip

    refund = Refund.objects.get()
    assert (refund.amount_pence, refund.reason, refund.state) == (1_875, "changed", "requested")
    assert garden.fresh(subscription).quantity == 1


def test_stopping_gives_back_by_the_rule_of_all_that_is_paid_ahead(garden, rhian):
    apply_refund_rule(
        actor=SETUP, council_id=garden.council.id, approval_above_pence=5_000, now=garden.now
    )
    subscription = garden.joined(person=rhian, keeps_card=True)
    garden.on(2027, 10, 18)
    garden.renew(subscription)
    garden.on(2027, 10, 25)

    actions.stop_subscription(
        actor=actor_of_resident_person(rhian), subscription_id=subscription.pk, now=garden.now
    )
    garden.settle()

    # The next year whole, of this one nothing: its last month has begun.
    refunds = {one.amount_pence: one.state for one in Refund.objects.all()}
    assert refunds == {6_000: "requested"}
    assert (state(subscription), told("stopped")) == ("stopped", 1)
    assert set(garden.gateway.agreements.values()) == {AgreementOutcome.ENDED}
    assert garden.fresh(subscription).agreement_reference == ""
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        actions.stop_subscription(
            actor=actor_of_resident_person(rhian), subscription_id=subscription.pk, now=garden.now
        )


def test_nobody_is_given_back_more_than_they_paid(garden):
    garden.plan(refunds="days", prorates="days", season_starts="04-01")
    subscription = garden.joined()

    actions.stop_subscription(actor=SETUP, subscription_id=subscription.pk, now=garden.now)

    paid = Payment.objects.get().amount_pence
    assert 0 < Refund.objects.get().amount_pence <= paid


def test_staff_who_stop_it_cannot_agree_to_the_money_themselves(garden):
    from moothall.payments.refunds.errors import OwnRefund
    from moothall.payments.refunds.tests.kit import clerk

    asha = clerk(garden.council, "Asha", "subscription.manage", "refund.request", "refund.approve")
    subscription = garden.joined()
    actions.stop_subscription(actor=asha, subscription_id=subscription.pk, now=garden.now)

    from moothall.payments.refunds.actions import approve_refund

    with pytest.raises(OwnRefund), transaction.atomic():
        approve_refund(actor=asha, refund_id=Refund.objects.get().pk, note="", now=garden.now)
    assert Refund.objects.get().state == "requested"


def test_another_address_costs_nothing(garden, rhian):
    subscription = garden.joined(person=rhian)
    move = {"actor": actor_of_resident_person(rhian), "subscription_id": subscription.pk}
    with pytest.raises(CardNumberRefused), transaction.atomic():
        actions.move_place(**move, place="4242424242424242", now=garden.now)

    actions.move_place(**move, place="2 Low Road", now=garden.now)

    assert garden.fresh(subscription).place == "2 Low Road"


def test_another_resident_staff_without_the_right_and_another_council_change_nothing(
    garden, rhian, tomos, southmere
):
    from moothall.payments.refunds.tests.kit import clerk

    subscription = garden.joined(person=rhian)
    basket = garden.shop.basket()
    acts = (
        lambda actor: actions.stop_subscription(
            actor=actor, subscription_id=subscription.pk, now=garden.now
        ),
        lambda actor: actions.move_place(
            actor=actor, subscription_id=subscription.pk, place="x", now=garden.now
        ),
        lambda actor: actions.add_more(
            actor=actor, subscription_id=subscription.pk, basket_id=basket.pk, quantity=2,
            now=garden.now,
        ),
        lambda actor: actions.choose_renewal(
            actor=actor, subscription_id=subscription.pk, renews=False, by_card=False,
            now=garden.now,
        ),
    )  # fmt: skip
    for act in acts:
        for stranger in (actor_of_resident_person(tomos), PAYER):
            with pytest.raises(NotFound), transaction.atomic():
                act(stranger)
        with pytest.raises(NotPermitted), transaction.atomic():
            act(clerk(garden.council, "Dan", "subscription.view"))
        with pytest.raises(NotPermitted), transaction.atomic():
            act(clerk(southmere, "Carys", "subscription.manage"))
    with acting_for(southmere.id):
        assert queries.subscriptions_in(southmere.id, "en") == []
        assert queries.subscriptions_of(rhian.pk, "en") == []
        assert queries.offered_plans(southmere.id, "en", now=garden.now) == []
        for found in (queries.to_notice, queries.over, queries.cards_to_charge,
                      queries.instalments_due):  # fmt: skip
            assert found(now=garden.now.replace(year=2028)) == []
        with pytest.raises(NotFound):
            queries.subscription_row(southmere.id, subscription.pk, "en")
        with pytest.raises(NotFound):
            queries.of_charge(southmere.id, garden_charge(subscription), "en")

    assert state(subscription) == "active"
