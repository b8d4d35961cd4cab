"""Money is given back by two people, and never more than was taken."""

import pytest
from django.db import IntegrityError, transaction

from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.actions import choose_gateway
from moothall.payments.models import (
    LedgerEntry,
    LedgerTransaction,
    Payment,
    PaymentLine,
    Refund,
    RefundLine,
)
from moothall.payments.ports import (
    CardEntry,
    Outcome,
    gateways,
)
from moothall.payments.refunds import actions, policies
from moothall.payments.refunds.errors import NotPaid, OwnRefund, RefundRefused, TooMuch
from moothall.payments.refunds.for_books import refund_to_book
from moothall.payments.refunds.queries import Shelf, refund_row, refunds_on, refunds_to_ask
from moothall.payments.refunds.tests.kit import clerk, state_of, sums
from moothall.payments.refunds.workflow import ARROWS, RefundState
from moothall.payments.tests.kit import SETUP
from moothall.payments.tests.portal import PortalGateway


def told(name):
    return OutboxEvent.objects.filter(name=f"payments.{name}").count()


def mails():
    return list(
        Message.objects.filter(template__startswith="payments.refund")
        .order_by("queued_at", "pk")
        .values_list("template", flat=True)
    )


def test_a_refund_waits_for_somebody_else_who_agrees_and_then_the_gateway_is_asked(till, queue):
    payment = till.paid()
    refund = till.ask_for(payment, 4_000)
    assert (refund.state, sums(payment)) == ("requested", (0, 4_000))
    assert queue.jobs("payments.ask_refund") == []

    refund = till.approve(refund)
    assert (refund.state, till.gateway.refunds) == ("approved", {})
    assert [name for name, _ in queue.jobs("payments.ask_refund")] == ["payments.ask_refund"]
    refund = till.ask_gateway(refund)

    assert (refund.state, sums(payment)) == ("done", (4_000, 0))
    assert refund.gateway_reference == str(refund.pk)
    assert (told("refund-done"), told("refund-failed")) == (1, 0)
    assert mails() == ["payments.refund-agreed", "payments.refund-done"]
    verbs = AuditEntry.objects.filter(subject_id=str(refund.pk)).order_by("pk")
    assert [one.verb for one in verbs] == [
        "refund.requested", "refund.approved", "refund.asking", "refund.done",
    ]  # fmt: skip


def test_whoever_asks_never_agrees(till):
    refund = till.ask_for(till.paid())

    with pytest.raises(OwnRefund), transaction.atomic():
        till.approve(refund, actor=till.asha)
    with pytest.raises(OwnRefund), transaction.atomic():
        actions.decline_refund(actor=till.asha, refund_id=refund.pk, note="", now=till.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(
            decided_by_kind="staff", decided_by_identifier="asha"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="approved")

    assert state_of(refund) == "requested"


def test_without_the_permission_nobody_asks_agrees_or_records(till, southmere):
    payment = till.paid()
    refund = till.ask_for(payment, 100)
    strangers = [clerk(southmere, "Carys"), clerk(till.council, "Dan", "case.view")]

    for actor in strangers:
        with pytest.raises(NotPermitted), transaction.atomic():
            till.ask_for(payment, 100, actor=actor)
        with pytest.raises(NotPermitted), transaction.atomic():
            till.approve(refund, actor=actor)
        with pytest.raises(NotPermitted), transaction.atomic():
            actions.withdraw_refund(actor=actor, refund_id=refund.pk, now=till.now)
    asks_only = clerk(till.council, "Eve", policies.REQUEST)
    with pytest.raises(NotPermitted), transaction.atomic():
        till.approve(refund, actor=asks_only)

    assert (Refund.objects.count(), state_of(refund)) == (1, "requested")


def test_up_to_the_limit_nobody_else_is_needed_and_all_of_a_payment_counts(till):
    till.limit(5_000)
    payment = till.paid()

    assert till.refunded(payment, 3_000).needs_approval is False
    assert till.ask_for(payment, 2_000).state == "approved"
    assert till.ask_for(payment, 1).state == "requested"


def test_more_than_is_left_is_refused_line_by_line(till):
    payment = till.paid(till.shop.item(unit_pence=6_000), till.shop.item(unit_pence=4_000))
    till.ask_for(payment, 5_000)

    for parts in ((1_001,), (0, 4_001)):
        with pytest.raises(TooMuch), transaction.atomic():
            till.ask_for(payment, *parts)
    for parts in ({}, {PaymentLine.objects.first().pk: -5}):
        with pytest.raises(RefundRefused), transaction.atomic():
            till.ask_for(payment, parts=parts)
    other = PaymentLine.objects.get(payment_id=till.paid().pk)
    with pytest.raises(NotFound), transaction.atomic():
        till.ask_for(payment, parts={other.pk: 5})

    assert sums(payment) == (0, 5_000)


def test_the_database_itself_gives_no_more_back_than_was_paid(till):
    payment = till.paid()
    till.ask_for(payment, 6_000)

    for change in ({"refund_held_pence": 10_001}, {"refunded_pence": 4_001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(**change)


def test_what_was_not_paid_is_not_given_back(till):
    payment = till.shop.begin(till.shop.basket(till.shop.item()))

    with pytest.raises(NotPaid), transaction.atomic():
        till.ask_for(payment, 100)

    assert sums(payment) == (0, 0)


def test_notes_and_references_take_no_card_number(till):
    payment = till.paid()
    with pytest.raises(CardNumberRefused), transaction.atomic():
        till.ask_for(payment, 100, note="Card 4242 4242 4242 4242")
    refund = till.ask_for(payment, 100, by_hand=True)
    with pytest.raises(CardNumberRefused), transaction.atomic():
        actions.approve_refund(
            actor=till.ben, refund_id=refund.pk, note="4242424242424242", now=till.now
        )
    till.approve(refund)
    with pytest.raises(CardNumberRefused), transaction.atomic():
        actions.record_by_hand(
            actor=till.asha, refund_id=refund.pk, reference="4242424242424242", now=till.now
        )

    assert Refund.objects.count() == 1


def test_declined_and_withdrawn_refunds_let_go_of_the_money_and_nobody_is_told(till):
    payment = till.paid()
    first, second = till.ask_for(payment, 4_000), till.ask_for(payment, 6_000)

    actions.decline_refund(actor=till.ben, refund_id=first.pk, note="Was used", now=till.now)
    actions.withdraw_refund(actor=till.asha, refund_id=second.pk, now=till.now)

    assert (state_of(first), state_of(second), sums(payment)) == ("declined", "withdrawn", (0, 0))
    assert mails() == []
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        till.approve(first)


def test_where_the_gateway_cannot_refund_people_do_it_and_record_it_agreed_the_same_way(
    till, monkeypatch
):
    monkeypatch.setitem(gateways._parts, "portal", PortalGateway(till.gateway))
    choose_gateway(
        actor=SETUP, council_id=till.council.id, entry=CardEntry.ONLINE, gateway="portal",
        options={}, now=till.now,
    )  # fmt: skip
    payment = till.paid()
    refund = till.ask_for(payment, 4_000)
    record = {"actor": till.asha, "refund_id": refund.pk, "now": till.now}
    assert (refund.by_hand, refund.state) == (True, "requested")

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        actions.record_by_hand(reference="SCP-1", **record)
    till.approve(refund)
    assert refunds_to_ask(now=till.now, limit=9) == []
    with pytest.raises(RefundRefused), transaction.atomic():
        actions.record_by_hand(reference="  ", **record)
    actions.record_by_hand(reference="SCP-1", **record)

    assert (state_of(refund), sums(payment), told("refund-done")) == ("done", (4_000, 0), 1)
    assert refund_to_book(refund.pk).by_hand is True


def test_paid_twice_is_given_back_by_itself_once(till, queue):
    basket = till.shop.basket(till.shop.item())
    first = till.shop.begin(basket)
    till.gateway.become(first.pk, Outcome.FAILED)
    till.shop.check(first)
    second = till.shop.begin(basket)
    for payment in (second, first):
        till.gateway.become(payment.pk, Outcome.PAID)
        till.shop.check(payment)

    queue.run_all()
    actions.refund_surplus(payment_id=first.pk, now=till.now)

    refund = Refund.objects.get()
    assert (refund.payment_id, refund.state, refund.reason) == (first.pk, "done", "paid_twice")
    assert (refund.requested_by_kind, refund.needs_approval) == ("system", False)
    assert (sums(first), sums(second)) == ((6_000, 0), (0, 0))
    assert mails() == ["payments.refund-agreed", "payments.refund-done"]
    assert actions.refund_surplus(payment_id=second.pk, now=till.now) is None


def test_the_vat_of_all_refunds_of_a_line_is_the_vat_of_the_line(till):
    payment = till.paid(till.shop.item(unit_pence=1_000))  # of which 167 are VAT
    parts = [till.refunded(payment, pence) for pence in (333, 333, 334)]

    vat = [refund_to_book(one.pk).lines[0].vat_pence for one in parts]

    assert (sum(vat), max(vat) - min(vat) <= 1) == (167, True)
    line = refund_to_book(parts[0].pk).lines[0]
    assert (line.pence, line.fund_code, line.gl_code, line.vat_rate) == (333, "31", "GL-31", 2000)


def test_a_refund_is_booked_once_when_it_is_done(till):
    payment = till.paid(till.shop.item(unit_pence=6_000))
    refund = till.approve(till.ask_for(payment, 1_200))
    assert LedgerTransaction.objects.filter(kind="refund").count() == 0
    till.ask_gateway(refund)
    actions.settle_refund(
        refund_id=refund.pk, status=till.gateway.refunds[str(refund.pk)], now=till.now
    )

    [booked] = LedgerTransaction.objects.filter(kind="refund")
    entries = LedgerEntry.objects.filter(transaction_id=booked.pk)
    assert sorted(entry.amount_pence for entry in entries) == [-1_000, -200, 1_200]


def test_the_books_are_given_nothing_that_is_not_done(till):
    refund = till.ask_for(till.paid())

    with pytest.raises(NotFound):
        refund_to_book(refund.pk)


def test_another_council_sees_no_refund_and_changes_none(till, southmere):
    payment = till.paid()
    refund = till.ask_for(payment, 100)
    Refund.objects.update(ask_at=till.now)

    with acting_for(southmere.id):
        assert refunds_on(southmere.id, Shelf.TO_APPROVE) == []
        assert refunds_to_ask(now=till.now, limit=9) == []
        for act in (
            lambda: refund_row(southmere.id, refund.pk),
            lambda: till.approve(refund, actor=clerk(southmere, "Carys")),
            lambda: till.ask_for(payment, parts={}, actor=clerk(southmere, "Carys")),
            lambda: till.ask_gateway(refund),
            lambda: refund_to_book(refund.pk),
        ):
            with pytest.raises(NotFound), transaction.atomic():
                act()

    assert state_of(refund) == "requested"
    assert RefundLine.objects.count() == 1


def test_every_state_can_be_reached_and_every_arrow_says_why():
    reached = {RefundState.REQUESTED, RefundState.APPROVED}
    for arrows in ARROWS.values():
        reached |= arrows.keys()
        assert all(reason.endswith((".", "!")) for reason in arrows.values())

    assert reached == set(RefundState) == set(ARROWS)
