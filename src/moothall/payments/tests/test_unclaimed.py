"""What the gateway took and nobody claims is found, and worked through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moothall.kernel.errors import NotFound, NotPermitted, Retry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments import actions
from moothall.payments.models import Doubt, GatewayChoice, Payment, Settlement, UnclaimedPayment
from moothall.payments.ports import CardEntry, GatewayStatus, LostAnswer, Outcome
from moothall.payments.queries import choices_in_use
from moothall.payments.tasks import find_unclaimed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def compare(shop, *, after=timedelta(0)):
    now = shop.now + after
    for _council_id, choice_id in choices_in_use(now=now):
        actions.compare_with_gateway(choice_id=choice_id, now=now)
    return [
        (row.kind, row.settlement) for row in UnclaimedPayment.objects.order_by("found_at", "pk")
    ]


def strange(shop, outcome=Outcome.PAID):
    shop.gateway.payments["strange"] = GatewayStatus(
        gateway_reference="strange", outcome=outcome, amount_pence=1250
    )


@pytest.fixture
def officer(alice):
    return kit.actor_of(alice)


@pytest.fixture
def paid(shop, queue):
    payment = shop.begin(shop.basket(shop.item()))
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    return payment


def test_what_both_know_is_no_matter(shop, paid):
    assert compare(shop, after=timedelta(hours=2)) == []


def test_one_account_for_two_ways_of_typing_is_compared_once(shop):
    assert GatewayChoice.objects.count() == len(CardEntry)
    assert len(choices_in_use(now=shop.now)) == 1


def test_what_the_gateway_took_and_we_do_not_know_waits_for_staff_once(shop):
    strange(shop)

    assert compare(shop) == [("unknown", "open")]
    assert compare(shop) == [("unknown", "open")]
    row = UnclaimedPayment.objects.get()
    assert (row.key, row.gateway_pence, row.payment_id) == ("strange", 1250, None)


def test_what_came_to_nothing_there_is_no_matter(shop):
    strange(shop, Outcome.FAILED)

    assert compare(shop) == []


def test_a_payment_whose_answer_was_lost_is_claimed_by_looking(shop):
    shop.gateway.troubles.append(LostAnswer("cut off"))
    payment = shop.begin(shop.basket(shop.item()))
    shop.gateway.become(payment.pk, Outcome.PAID)

    assert compare(shop, after=timedelta(minutes=5)) == []
    assert Payment.objects.get().state == "paid"


def test_failed_then_paid_counts_without_anybody(shop, queue):
    payment = shop.begin(shop.basket(shop.item()))
    shop.gateway.become(payment.pk, Outcome.FAILED)
    shop.check(payment)
    shop.gateway.become(payment.pk, Outcome.PAID)

    assert compare(shop) == []
    assert Payment.objects.get().state == "paid"


def test_another_amount_waits_for_staff(shop):
    payment = shop.begin(shop.basket(shop.item()))
    status = shop.gateway.become(payment.pk, Outcome.PAID)
    shop.gateway.payments[str(payment.pk)] = replace(status, amount_pence=5988)
    shop.check(payment)

    assert compare(shop) == [("amount", "open")]
    row = UnclaimedPayment.objects.get()
    assert (row.gateway_pence, row.payment.amount_pence) == (5988, 6000)
    assert Payment.objects.get().state == "started"


def test_paid_here_and_not_there_waits_for_staff(shop, paid):
    del shop.gateway.payments[str(paid.pk)]

    assert compare(shop) == []
    assert compare(shop, after=timedelta(hours=2)) == [("differs", "open")]


def test_left_under_way_waits_for_staff_and_is_right_again_once_it_ends(shop):
    payment = shop.begin(shop.basket(shop.item()))
    assert compare(shop) == []
    assert compare(shop, after=timedelta(hours=5)) == [("left", "open")]

    shop.gateway.become(payment.pk, Outcome.EXPIRED)
    shop.check(payment)

    assert compare(shop, after=timedelta(hours=5)) == [("left", "resolved")]


def test_a_surplus_waits_until_it_is_given_back(shop, queue):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.FAILED)
    shop.check(first)
    second = shop.begin(basket)
    for payment in (second, first):
        shop.gateway.become(payment.pk, Outcome.PAID)
        shop.check(payment)

    assert compare(shop) == [("surplus", "open")]
    Payment.objects.filter(is_surplus=True).update(refunded_pence=6000)
    assert compare(shop) == [("surplus", "resolved")]


def test_dismissed_with_a_reason_stays_so_until_the_gateway_says_something_new(shop, officer):
    strange(shop)
    compare(shop)
    row = UnclaimedPayment.objects.get()

    with pytest.raises(ValueError, match="why"):
        actions.dismiss_unclaimed(actor=officer, unclaimed_id=row.pk, reason=" ", now=shop.now)
    actions.dismiss_unclaimed(
        actor=officer, unclaimed_id=row.pk, reason="The library's own till", now=shop.now
    )

    assert compare(shop) == [("unknown", "dismissed")]
    shop.gateway.payments["strange"] = replace(shop.gateway.payments["strange"], amount_pence=1300)
    assert compare(shop) == [("unknown", "open")]


def test_asking_again_settles_what_is_right_meanwhile(shop, officer):
    payment = shop.begin(shop.basket(shop.item()))
    compare(shop, after=timedelta(hours=5))
    row = UnclaimedPayment.objects.get()
    shop.gateway.become(payment.pk, Outcome.PAID)

    after = actions.ask_about_unclaimed(
        actor=officer, unclaimed_id=row.pk, now=shop.now + timedelta(hours=5)
    )

    assert (after.settlement, Payment.objects.get().state) == (Settlement.RESOLVED, "paid")


def test_a_gateway_that_does_not_answer_changes_nothing(shop, monkeypatch):
    strange(shop)
    compare(shop)

    def down(*_):
        raise Retry("down")

    monkeypatch.setattr(shop.gateway, "begun", down)
    with pytest.raises(Retry):
        compare(shop)
    assert UnclaimedPayment.objects.get().settlement == Settlement.OPEN


def test_others_may_not_settle_and_another_councils_is_not_there(
    shop, officer, bob, carys, southmere
):
    strange(shop)
    compare(shop)
    row = UnclaimedPayment.objects.get()

    for who in (kit.actor_of(bob), kit.actor_of(carys)):
        with pytest.raises(NotPermitted):
            actions.dismiss_unclaimed(actor=who, unclaimed_id=row.pk, reason="x", now=shop.now)
    with acting_for(southmere.id), pytest.raises(NotFound):
        actions.dismiss_unclaimed(actor=officer, unclaimed_id=row.pk, reason="x", now=shop.now)
    assert UnclaimedPayment.objects.get().settlement == Settlement.OPEN
    with acting_for(southmere.id):
        assert (choices_in_use(now=shop.now), UnclaimedPayment.objects.count()) == ([], 0)


def test_the_schedule_has_every_account_compared(shop, queue):
    strange(shop)

    find_unclaimed()
    queue.run_all()

    assert [row.kind for row in UnclaimedPayment.objects.all()] == [Doubt.UNKNOWN]
