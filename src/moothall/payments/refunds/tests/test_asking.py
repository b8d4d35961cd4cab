"""The gateway is asked once, and looked at when its answer was lost."""

from datetime import timedelta

import pytest
from django.db import transaction

from moothall.kernel.errors import GiveUp, Retry, TransitionNotAllowed
from moothall.kernel.models import OutboxEvent
from moothall.notifications.models import Message
from moothall.payments.models import Refund
from moothall.payments.ports import (
    LostAnswer,
    Outcome,
    RefundChanged,
    RefundOutcome,
    RefundStatus,
)
from moothall.payments.refunds import actions
from moothall.payments.refunds.errors import RefundRefused
from moothall.payments.refunds.queries import Shelf, refunds_on, refunds_to_ask
from moothall.payments.refunds.tests.kit import state_of, sums


def told(name):
    return OutboxEvent.objects.filter(name=f"payments.{name}").count()


def mails():
    return list(
        Message.objects.filter(template__startswith="payments.refund")
        .order_by("queued_at", "pk")
        .values_list("template", flat=True)
    )


def test_a_lost_answer_is_looked_for_and_the_money_given_back_once(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 4_000))
    till.gateway.troubles = [LostAnswer("Silence.")]

    assert till.ask_gateway(refund).state == "asking"
    assert sums(payment) == (0, 4_000)
    refund = till.ask_gateway(refund, now=till.now + timedelta(minutes=2))

    assert (refund.state, sums(payment)) == ("done", (4_000, 0))
    assert till.gateway.payments[str(payment.pk)].refundable_pence == 6_000


def test_while_one_attempt_is_under_way_no_other_begins(till):
    refund = till.approve(till.ask_for(till.paid()))
    till.gateway.troubles = [LostAnswer("Silence.")]
    till.ask_gateway(refund)
    Refund.objects.update(lease_until=till.now + timedelta(seconds=60))

    till.ask_gateway(refund)

    assert till.gateway.calls.count("refund") == 1


def test_a_gateway_that_is_closed_is_asked_later_and_after_days_it_failed(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 4_000))
    till.gateway.troubles = [Retry("Closed."), Retry("Closed.")]

    refund = till.ask_gateway(refund)
    assert (refund.state, refund.problem) == ("approved", "Closed.")
    assert till.now < refund.ask_at < till.now + timedelta(minutes=5)
    refund = till.ask_gateway(refund, now=till.now + timedelta(days=4))

    assert (refund.state, sums(payment), told("refund-failed")) == ("failed", (0, 0), 1)


def test_another_rest_than_we_believed_is_looked_at_and_told(till):
    payment = till.paid()
    in_portal = till.gateway.payments[str(payment.pk)]
    till.gateway.payments[str(payment.pk)] = type(in_portal)(
        gateway_reference=in_portal.gateway_reference,
        outcome=Outcome.PAID,
        amount_pence=10_000,
        refundable_pence=7_000,
    )
    refund = till.refunded(payment, 4_000)

    assert (refund.state, refund.gateway_left_pence, refund.available_pence) == (
        "failed", 7_000, 10_000,
    )  # fmt: skip
    assert sums(payment) == (0, 0)
    assert till.gateway.calls[-1] == "fetch"

    # Somebody records what was given back in the portal; then the first can be asked for again.
    in_portal = till.approve(till.ask_for(payment, 3_000, by_hand=True))
    actions.record_by_hand(
        actor=till.asha, refund_id=in_portal.pk, reference="PORTAL-1", now=till.now
    )
    again = actions.ask_again(actor=till.asha, refund_id=refund.pk, by_hand=False, now=till.now)
    twice = actions.ask_again(actor=till.asha, refund_id=refund.pk, by_hand=False, now=till.now)
    till.approve(again)

    assert again.pk == twice.pk
    assert till.ask_gateway(again).state == "done"
    assert (state_of(refund), sums(payment)) == ("withdrawn", (7_000, 0))


def test_after_a_lost_answer_a_refusal_proves_nothing_so_people_look(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 4_000))
    till.gateway.troubles = [LostAnswer("Silence."), RefundChanged("3000 pence are left.")]
    till.ask_gateway(refund)

    refund = till.ask_gateway(refund, now=till.now + timedelta(minutes=2))

    assert (refund.state, sums(payment)) == ("unsure", (0, 4_000))
    assert refunds_on(till.council.id, Shelf.FAILED)[0].id == refund.pk
    waiting = till.approve(till.ask_for(payment, 1_000))
    assert till.ask_gateway(waiting).state == "approved"  # what is left nobody knows

    actions.settle_unsure(
        actor=till.asha, refund_id=refund.pk, reference="", was_made=False, now=till.now
    )
    assert (state_of(refund), sums(payment)) == ("failed", (0, 1_000))
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        actions.settle_unsure(
            actor=till.asha, refund_id=refund.pk, reference="X", was_made=True, now=till.now
        )


def test_what_people_found_in_the_portal_counts_with_its_reference(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 4_000))
    till.gateway.troubles = [LostAnswer("Silence."), GiveUp("Who is asking?")]
    till.ask_gateway(refund)
    till.ask_gateway(refund, now=till.now + timedelta(minutes=2))
    found = {"actor": till.asha, "refund_id": refund.pk, "was_made": True, "now": till.now}

    with pytest.raises(RefundRefused), transaction.atomic():
        actions.settle_unsure(reference=" ", **found)
    actions.settle_unsure(reference="RF-7", **found)

    assert (state_of(refund), sums(payment)) == ("done", (4_000, 0))
    assert Refund.objects.get(pk=refund.pk).gateway_reference == "RF-7"


def test_a_refusal_for_good_fails_at_once(till):
    payment = till.paid()
    till.gateway.troubles = []
    refund = till.approve(till.ask_for(payment, 4_000))
    till.gateway.troubles = [GiveUp("This payment cannot be refunded.")]

    refund = till.ask_gateway(refund)

    assert (refund.state, refund.problem) == ("failed", "This payment cannot be refunded.")
    assert (sums(payment), told("refund-failed")) == ((0, 0), 1)


def test_a_refund_that_takes_its_time_is_followed_to_its_end(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 4_000))
    slow = RefundStatus(refund_reference="R1", outcome=RefundOutcome.UNDER_WAY, amount_pence=4_000)
    till.gateway.refunds[str(refund.pk)] = slow
    till.gateway.refunds["R1"] = slow

    refund = till.ask_gateway(refund)
    assert (refund.state, sums(payment)) == ("under_way", (0, 4_000))
    assert refunds_to_ask(now=till.now + timedelta(hours=1), limit=9) == [
        (till.council.id, refund.pk)
    ]
    refund = till.ask_gateway(refund, now=till.now + timedelta(hours=1))
    assert refund.state == "under_way"
    till.gateway.refunds["R1"] = type(slow)(
        refund_reference="R1", outcome=RefundOutcome.DONE, amount_pence=4_000
    )
    refund = till.ask_gateway(refund, now=till.now + timedelta(hours=2))

    assert (refund.state, refund.ask_at, sums(payment)) == ("done", None, (4_000, 0))


def test_a_bank_that_will_not_take_it_lets_go_of_the_money(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 4_000))
    failed = RefundStatus(refund_reference="R1", outcome=RefundOutcome.FAILED, amount_pence=4_000)
    till.gateway.refunds[str(refund.pk)] = failed

    assert till.ask_gateway(refund).state == "failed"
    assert sums(payment) == (0, 0)


def test_said_twice_it_counts_once_and_another_amount_is_left_to_people(till):
    payment = till.paid()
    refund = till.refunded(payment, 4_000)
    again = till.gateway.refunds[str(refund.pk)]
    for _ in range(2):
        actions.settle_refund(refund_id=refund.pk, status=again, now=till.now)
    assert (sums(payment), told("refund-done"), len(mails())) == ((4_000, 0), 1, 2)

    other = till.approve(till.ask_for(payment, 1_000))
    wrong = RefundStatus(refund_reference="R9", outcome=RefundOutcome.DONE, amount_pence=999)
    till.gateway.refunds[str(other.pk)] = wrong
    assert till.ask_gateway(other).state == "unsure"
    assert sums(payment) == (4_000, 1_000)
