"""What is Pay's own: words that may grow, searches that follow, refunds without a name."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.govuk_pay import mapping
from moothall.payments.ports import (
    AgreementOutcome,
    CardEntry,
    LostAnswer,
    Outcome,
    RefundChanged,
    RefundOutcome,
    RepeatPayment,
    SettledKind,
)
from moothall.payments.tests.test_gateway_contract import (
    FAR_AHEAD,
    LINES,
    LONG_AGO,
    PAYMENT_ID,
    REQUEST,
    paid,
    refund_of,
)


def bare(**state):
    return {"payment_id": "abc", "amount": 1, "state": state}


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ({"status": "created"}, Outcome.UNDER_WAY),
        ({"status": "submitted"}, Outcome.UNDER_WAY),
        ({"status": "capturable"}, Outcome.RESERVED),
        ({"status": "success"}, Outcome.PAID),
        ({"status": "failed", "code": "P0010"}, Outcome.FAILED),
        ({"status": "failed", "code": "P0020"}, Outcome.EXPIRED),
        ({"status": "failed", "code": "P0030"}, Outcome.CANCELLED),
        ({"status": "failed", "code": "P9999"}, Outcome.FAILED),
        ({"status": "cancelled", "code": "P0040"}, Outcome.CANCELLED),
        ({"status": "error", "code": "P0050"}, Outcome.FAILED),
        ({"status": "quantum", "finished": True}, Outcome.UNDER_WAY),
        ({"status": ["success"]}, Outcome.UNDER_WAY),
        ({}, Outcome.UNDER_WAY),
    ],
)
def test_a_word_that_nobody_knows_yet_is_never_taken_for_paid(state, outcome):
    assert mapping.status(bare(**state)).outcome is outcome


@pytest.mark.parametrize(
    "answer", [{}, {"payment_id": "../x", "amount": 1}, {"payment_id": "abc", "amount": True}]
)
def test_an_answer_that_is_no_payment_is_asked_for_again(answer):
    with pytest.raises(Retry):
        mapping.status(answer)


def test_other_lists_may_grow_too():
    refund = {"refund_id": "r1", "amount": 5, "status": "on_the_way"}

    assert mapping.refund_status(refund).outcome is RefundOutcome.UNDER_WAY
    assert mapping.agreement_outcome({"status": "paused"}) is AgreementOutcome.NOT_YET


def test_what_is_sent_is_what_pay_takes(stage):
    stage.gateway.start(replace(REQUEST, entry=CardEntry.TELEPHONE), stage.options)

    (call,) = stage.simulator.received("post_payment")
    assert json.loads(call["body"]) == {
        "amount": 16500,
        "reference": "NOR-PAY-0001",
        "description": "Garden waste ”bin ŵ” / a.test & council tax",
        "return_url": "http://northvale.test/pay/back",
        "language": "cy",
        "email": "sian@example.org",
        "moto": True,
        "metadata": {
            "moothall_payment": str(PAYMENT_ID),
            "fund_1": "GRDN 4500",
            "fund_2": "CTAX 12000",
        },
    }


def test_of_more_funds_than_pay_keeps_the_first_are_told():
    lines = [replace(LINES[0], fund_code=f"FUND-{number}") for number in range(40)]

    body = mapping.payment_body(replace(REQUEST, lines=lines), "agreement")

    assert len(body["metadata"]) == 14
    assert body["metadata"]["moothall_agreement"] == "agreement"


def test_more_than_pay_takes_is_refused_before_it_is_asked(stage):
    with pytest.raises(GiveUp, match="100,000"):
        stage.gateway.start(replace(REQUEST, amount_pence=10_000_001), stage.options)
    assert stage.simulator.received("post_payment") == []


def test_one_that_no_search_shows_yet_is_begun_again_and_the_paid_one_counts(stage):
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        stage.gateway.start(REQUEST, stage.options)

    again = stage.gateway.start(replace(REQUEST, outcome_unknown=True), stage.options)
    assert stage.begun(REQUEST.reference) == 2
    stage.pay(again.gateway_reference)
    stage.expire("")
    stage.catch_up()

    found = stage.gateway.find(PAYMENT_ID, REQUEST.reference, stage.options)
    assert (found.gateway_reference, found.outcome) == (again.gateway_reference, Outcome.PAID)


def test_what_a_search_finds_is_told_as_it_is_now(stage):
    reference = stage.gateway.start(REQUEST, stage.options).gateway_reference
    stage.catch_up()
    stage.tell("/_payer", payment_id=reference)

    found = stage.gateway.find(PAYMENT_ID, REQUEST.reference, stage.options)

    assert found.outcome is Outcome.PAID


def test_fees_and_days_are_told_when_they_are_known(stage):
    reference = paid(stage)
    taken = stage.gateway.fetch(reference, stage.options)
    stage.settle(reference)

    assert taken.captured_on is not None
    assert taken.settled_on is None
    assert (taken.fee_pence, taken.card_kind, taken.card_ending) == (267, "Visa", "4242")
    assert stage.gateway.fetch(reference, stage.options).settled_on > taken.captured_on


# Refunds


def test_a_refund_of_what_is_not_taken_yet_waits(stage):
    reference = stage.gateway.start(REQUEST, stage.options).gateway_reference
    stage.tell("/_payer", payment_id=reference)

    with pytest.raises(Retry) as trouble:
        stage.gateway.refund(refund_of(reference), stage.options)
    assert not isinstance(trouble.value, LostAnswer)
    assert stage.refunds() == []


def test_a_refund_that_is_not_listed_yet_is_waited_for_and_not_made_again(stage):
    reference = paid(stage)
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        stage.gateway.refund(refund_of(reference), stage.options)

    with pytest.raises(Retry) as trouble:
        stage.gateway.refund(refund_of(reference, outcome_unknown=True), stage.options)
    assert not isinstance(trouble.value, LostAnswer)
    assert len(stage.refunds()) == 1


def test_a_rest_that_fits_neither_way_is_for_a_person(stage):
    reference = paid(stage)
    stage.gateway.refund(refund_of(reference, amount_pence=100), stage.options)
    stage.catch_up()

    with pytest.raises(RefundChanged):
        stage.gateway.refund(refund_of(reference, outcome_unknown=True), stage.options)
    assert len(stage.refunds()) == 1


def test_a_refund_that_the_bank_refused_can_be_made_again(stage):
    reference = paid(stage)
    stage.simulator.control(refund_fails=1)
    first = stage.gateway.refund(refund_of(reference), stage.options)
    stage.catch_up()
    failed = stage.gateway.fetch_refund(reference, first.refund_reference, stage.options)

    again = stage.gateway.refund(refund_of(reference, outcome_unknown=True), stage.options)

    assert failed.outcome is RefundOutcome.FAILED
    assert again.refund_reference != first.refund_reference
    assert stage.gateway.fetch(reference, stage.options).refundable_pence == 12000


def test_of_many_refunds_at_once_one_is_made(stage):
    reference = paid(stage)

    def ask(_):
        try:
            return stage.gateway.refund(
                refund_of(reference, refund_id=uuid4(), amount_pence=10000), stage.options
            )
        except RefundChanged as changed:
            return changed

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))

    assert sum(isinstance(answer, RefundChanged) for answer in answers) == 5
    assert stage.gateway.fetch(reference, stage.options).refundable_pence == 6500


def test_a_service_that_is_switched_off_says_nothing_about_one_refund(stage):
    reference = paid(stage)
    stage.simulator.control(disabled=1)

    with pytest.raises(Retry, match="P0941"):
        stage.gateway.refund(refund_of(reference), stage.options)


# Cards that were kept


def kept(stage):
    return stage.gateway.fetch(
        paid(stage, replace(REQUEST, keeps_card=True)), stage.options
    ).agreement_reference


def repeat_of(agreement_reference):
    return RepeatPayment(
        payment_id=uuid4(),
        agreement_reference=agreement_reference,
        reference="NOR-PAY-0002",
        description="Garden waste",
        amount_pence=4500,
        lines=LINES[:1],
    )


def test_an_agreement_whose_answer_was_lost_has_begun_no_payment(stage):
    stage.lose_answer()

    with pytest.raises(Retry) as trouble:
        stage.gateway.start(replace(REQUEST, keeps_card=True), stage.options)
    assert not isinstance(trouble.value, LostAnswer)
    assert stage.begun(REQUEST.reference) == 0


def test_a_key_that_was_used_for_something_else_finds_what_it_was_used_for(stage):
    repeat = repeat_of(kept(stage))
    first = stage.gateway.charge(repeat, stage.options)
    changed = replace(repeat, description="Garden waste, changed")

    with pytest.raises(LostAnswer):
        stage.gateway.charge(changed, stage.options)
    stage.catch_up()
    found = stage.gateway.charge(changed, stage.options)

    assert found.gateway_reference == first.gateway_reference
    assert stage.begun("NOR-PAY-0002") == 1


def test_after_a_day_it_is_the_search_that_keeps_from_charging_twice(stage):
    repeat = repeat_of(kept(stage))
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        stage.gateway.charge(repeat, stage.options)
    stage.wait(25 * 60 * 60)

    stage.gateway.charge(replace(repeat, outcome_unknown=True), stage.options)

    assert stage.begun("NOR-PAY-0002") == 1


def test_a_card_that_is_declined_for_ever_ends_its_agreement(stage):
    reference = kept(stage)
    stage.simulator.control(decline_repeats={"times": 1, "can_retry": False})

    charged = stage.gateway.charge(repeat_of(reference), stage.options)
    stage.catch_up()

    status = stage.gateway.fetch(charged.gateway_reference, stage.options)
    assert (status.outcome, status.code) == (Outcome.FAILED, "P0010")
    assert stage.gateway.agreement(reference, stage.options) is AgreementOutcome.ENDED


def test_a_service_that_is_switched_off_ends_no_subscription(stage):
    repeat = repeat_of(kept(stage))
    stage.simulator.control(disabled=1)

    with pytest.raises(Retry, match="P0941"):
        stage.gateway.charge(repeat, stage.options)


# Paid out


def test_payments_refunds_and_lost_disputes_move_with_their_signs(stage):
    reference = paid(stage)
    refund = stage.gateway.refund(refund_of(reference), stage.options)
    disputed = stage.gateway.start(
        replace(REQUEST, payment_id=uuid4(), reference="NOR-PAY-0002"), stage.options
    ).gateway_reference
    stage.pay(disputed, card="4000000000000259")
    stage.settle(reference)
    stage.catch_up()

    moved = list(stage.gateway.settled(LONG_AGO, FAR_AHEAD, stage.options))

    told = {(one.kind, one.gateway_reference, one.pence, one.fee_pence) for one in moved}
    assert told == {
        (SettledKind.PAYMENT, reference, 16500, 267),
        (SettledKind.PAYMENT, disputed, 16500, 267),
        (SettledKind.REFUND, reference, -4500, 0),
        (SettledKind.DISPUTE, disputed, -16500, 2000),
    }
    assert refund.refund_reference in {one.own_reference for one in moved}


def test_a_report_longer_than_a_page_is_read_to_its_end(stage, monkeypatch):
    monkeypatch.setattr("moothall.payments.gateways.govuk_pay.wire.LARGEST_PAGE", 2)
    references = set()
    for number in range(5):
        wanted = replace(REQUEST, payment_id=uuid4(), reference=f"NOR-PAY-{number}")
        references.add(paid(stage, wanted))
    stage.settle("")
    stage.catch_up()

    moved = list(stage.gateway.settled(date(2026, 1, 1), FAR_AHEAD, stage.options))

    assert {one.gateway_reference for one in moved} == references
    assert len(moved) == 5
