"""GoCardless over HTTP: lost answers, limits, signatures, and what banks say."""

import hashlib
import hmac
import json

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.direct_debit.ports import (
    CollectionOutcome,
    DebitHint,
    DebitHintRefused,
    HintAbout,
    Later,
    MandateOutcome,
    Refused,
    Taken,
)
from moothall.payments.direct_debit.suppliers.tests.conftest import SECRET, step

pytestmark = pytest.mark.slow


def lodged(stage):
    run = stage.lodge()
    return (
        stage.collector.submit(run, stage.options)
        .answers[run.lodge[0].mandate_id]
        .collector_reference
    )


def collected(stage, mandate, **more):
    run = stage.collect(mandate, **more)
    return stage.collector.submit(run, stage.options).answers[run.collect[0].collection_id]


def test_lost_answers_make_nothing_twice(at_gocardless, gocardless):
    gocardless.control(lose_answer={"times": 6, "only": ["post_"]})
    run = at_gocardless.lodge()

    for _turn in range(4):
        submitted = at_gocardless.collector.submit(run, at_gocardless.options)
        answer = submitted.answers[run.lodge[0].mandate_id]

    assert isinstance(answer, Taken)
    things = gocardless.get("/_things.json").json()
    assert [len(things[kind]) for kind in ("customers", "customer_bank_accounts", "mandates")] == [
        1, 1, 1,
    ]  # fmt: skip


def test_too_much_and_down_are_for_later_and_wrong_is_for_ever(at_gocardless, gocardless):
    mandate = lodged(at_gocardless)

    gocardless.control(calm=True, rate_limit=True)
    assert isinstance(collected(at_gocardless, mandate), Later)
    with pytest.raises(Retry):
        at_gocardless.collector.mandate(mandate, at_gocardless.options)
    gocardless.control(calm=True, down=True)
    down = collected(at_gocardless, mandate)
    assert (type(down), down.outcome_unknown) == (Later, True)
    gocardless.control(calm=True, fail={"status": 500})
    assert isinstance(collected(at_gocardless, mandate), Later)
    gocardless.control(calm=True)
    assert isinstance(collected(at_gocardless, "MD000"), Refused)
    with pytest.raises(GiveUp):
        at_gocardless.collector.mandate("MD000", at_gocardless.options)


def test_what_banks_say_is_told_with_the_schemes_code(at_gocardless, gocardless):
    mandate = lodged(at_gocardless)
    payment = collected(at_gocardless, mandate).collector_reference
    step(gocardless, "mandates", mandate, "active")
    step(gocardless, "payments", payment, "confirmed")
    ask = at_gocardless.collector

    assert ask.mandate(mandate, at_gocardless.options).outcome is MandateOutcome.ACTIVE
    assert ask.collection(payment, at_gocardless.options).outcome is CollectionOutcome.PAID
    step(gocardless, "payments", payment, "late_failure_settled", "ARUDD-0")
    failed = ask.collection(payment, at_gocardless.options)
    assert (failed.outcome, failed.code) == (CollectionOutcome.FAILED, "0")
    step(gocardless, "mandates", mandate, "cancelled", "ADDACS-1")
    ended = ask.mandate(mandate, at_gocardless.options)
    assert (ended.outcome, ended.code) == (MandateOutcome.CANCELLED, "1")


def test_a_failed_payment_is_presented_again_once(at_gocardless, gocardless):
    mandate = lodged(at_gocardless)
    payment = collected(at_gocardless, mandate).collector_reference
    step(gocardless, "payments", payment, "failed", "ARUDD-0")

    answers = [
        collected(at_gocardless, mandate, attempt=2, collector_reference=payment)
        for _turn in range(2)
    ]

    assert answers == [Taken(collector_reference=payment)] * 2
    [kept] = gocardless.get("/_things.json").json()["payments"]
    assert (kept["status"], kept["retries"]) == ("pending_submission", 1)


def signed(body, secret=SECRET):
    return {"Webhook-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def test_only_what_is_signed_is_believed_and_nothing_but_what_it_is_about(at_gocardless):
    events = [
        {"id": "EV1", "resource_type": "payments", "action": "failed", "links": {"payment": "PM1"}},
        {"id": "EV2", "resource_type": "mandates", "action": "active", "links": {"mandate": "MD1"}},
        {"id": "EV1", "resource_type": "payments", "action": "failed", "links": {"payment": "PM1"}},
        {"id": "EV3", "resource_type": "payouts", "action": "paid", "links": {"payout": "PO1"}},
    ]
    body = json.dumps({"events": events}).encode()
    read = at_gocardless.collector.read_hints

    assert list(read(signed(body), body, at_gocardless.options)) == [
        DebitHint(about=HintAbout.COLLECTION, collector_reference="PM1"),
        DebitHint(about=HintAbout.MANDATE, collector_reference="MD1"),
    ]
    for headers, content in (
        (signed(body, "another"), body),
        ({}, body),
        (signed(body), body + b" "),
        (signed(b"[]"), b"[]"),
        (signed(b"x"), b"x"),
    ):
        with pytest.raises(DebitHintRefused):
            read(headers, content, at_gocardless.options)


def test_bank_details_are_in_no_answer_and_in_no_error(at_gocardless, gocardless, caplog):
    caplog.set_level("DEBUG")
    gocardless.control(calm=True, refuse={"status": 422, "message": "no"})
    run = at_gocardless.lodge()
    answer = at_gocardless.collector.submit(run, at_gocardless.options)

    for text in (str(answer), str(run), caplog.text):
        assert "55779911" not in text
        assert "200000" not in text
