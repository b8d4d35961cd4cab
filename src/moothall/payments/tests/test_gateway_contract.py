"""What every gateway must do, each with its simulator at the other end; see `stages`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.ports import (
    AgreementOutcome,
    CapturesLater,
    CardEntry,
    HintRefused,
    KeepsCards,
    LostAnswer,
    Outcome,
    RefundChanged,
    RefundOutcome,
    RefundRequest,
    Refunds,
    RepeatPayment,
    SaleLine,
    SettledKind,
    Settles,
    StartPayment,
    gateways,
)
from moothall.payments.tests import stages

PAYMENT_ID = UUID("0192f3a0-0000-7000-8000-0000000000a1")
REFUND_ID = UUID("0192f3a0-0000-7000-8000-0000000000b1")
LINES = (
    SaleLine(
        line_id=UUID("0192f3a0-0000-7000-8000-0000000000c1"),
        description="Garden waste – bin ŵ",
        reference="GW-1",
        amount_pence=4500,
        fund_code="GRDN",
        gl_code="4100-77",
        vat_code="S",
        vat_rate=2000,
        vat_pence=750,
    ),
    SaleLine(
        line_id=UUID("0192f3a0-0000-7000-8000-0000000000c2"),
        description="Council tax",
        reference="CT-1",
        amount_pence=12000,
        fund_code="CTAX",
        vat_code="O",
    ),
)
REQUEST = StartPayment(
    payment_id=PAYMENT_ID,
    reference="NOR-PAY-0001",
    description='Garden waste "bin ŵ" | http://a.test & council tax',
    amount_pence=16500,
    lines=LINES,
    language="cy",
    return_url="http://northvale.test/pay/back",
    entry=CardEntry.ONLINE,
    email="sian@example.org",
)
LONG_AGO, FAR_AHEAD = date(2020, 1, 1), date(2099, 1, 1)


@pytest.fixture(scope="module", params=stages.names())
def running(request, tmp_path_factory):
    with stages.running(request.param, tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture
def stage(running, settings):
    return running.stage(settings)


def able(stage, port):
    """Leave a test out for a gateway that cannot do what it tests."""
    if not isinstance(stage.gateway, port):
        pytest.skip(f"{stage.gateway.label} does not do this")
    return stage.gateway


def paid(stage, request=REQUEST):
    """Have a payment paid, and return the gateway's name for it."""
    started = stage.gateway.start(request, stage.options)
    stage.pay(started.gateway_reference)
    return started.gateway_reference


def refund_of(reference, **changed):
    wanted = RefundRequest(
        refund_id=REFUND_ID,
        gateway_reference=reference,
        amount_pence=4500,
        available_pence=16500,
    )
    return replace(wanted, **changed)


def test_every_registered_gateway_stands_here():
    assert {gateway.key for gateway in gateways} == set(stages.names())


def test_a_payment_is_begun_once_and_leads_somewhere(stage):
    started = stage.gateway.start(REQUEST, stage.options)

    status = stage.gateway.fetch(started.gateway_reference, stage.options)
    assert started.next_url.startswith("http")
    assert status.outcome is Outcome.UNDER_WAY
    assert status.amount_pence == 16500 or "tell the amount at once" in stage.cannot
    assert stage.begun(REQUEST.reference) == 1


# A card that is keyed in a call needs somebody between: see test_keypad_to_paid.
@pytest.mark.parametrize("entry", [CardEntry.ONLINE, CardEntry.TELEPHONE])
def test_a_card_is_typed_by_whom_it_is_said_to_be(stage, entry):
    if entry not in stage.gateway.entries:
        pytest.skip(f"{stage.gateway.label} does not do this")

    reference = paid(stage, replace(REQUEST, entry=entry))

    assert stage.gateway.fetch(reference, stage.options).outcome is Outcome.PAID


def test_what_is_paid_can_be_refunded_and_no_more_than_four_digits_are_told(stage):
    status = stage.gateway.fetch(paid(stage), stage.options)

    assert status.outcome is Outcome.PAID
    assert status.amount_pence == 16500
    assert status.refundable_pence in {16500, None}
    assert len(status.card_ending) <= 4
    assert status.next_url == ""


@pytest.mark.parametrize(
    ("deed", "outcome"),
    [
        ("decline", Outcome.FAILED),
        ("give_up", Outcome.CANCELLED),
        ("expire", Outcome.EXPIRED),
    ],
)
def test_what_is_not_paid_says_how_it_ended(stage, deed, outcome):
    started = stage.gateway.start(REQUEST, stage.options)

    getattr(stage, deed)(started.gateway_reference)

    status = stage.gateway.fetch(started.gateway_reference, stage.options)
    assert status.outcome is outcome
    assert outcome is not Outcome.FAILED or status.code


def test_an_answer_lost_is_told_from_a_refusal(stage):
    stage.lose_answer()

    with pytest.raises(LostAnswer):
        stage.gateway.start(REQUEST, stage.options)
    assert stage.begun(REQUEST.reference) == 1


def test_what_was_begun_without_an_answer_is_found_and_not_begun_again(stage):
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        stage.gateway.start(REQUEST, stage.options)
    stage.catch_up()

    started = stage.gateway.start(replace(REQUEST, outcome_unknown=True), stage.options)

    assert started.next_url.startswith("http")
    if "find" in stage.cannot:
        # It is begun again, which harms nobody who was never told of the first.
        assert stage.can_be_paid(REQUEST.reference) == 1
        return
    found = stage.gateway.find(PAYMENT_ID, REQUEST.reference, stage.options)
    assert found.gateway_reference == started.gateway_reference
    assert stage.begun(REQUEST.reference) == 1


def test_what_was_never_begun_is_begun_though_the_outcome_was_unknown(stage):
    started = stage.gateway.start(replace(REQUEST, outcome_unknown=True), stage.options)

    assert started.next_url.startswith("http")
    assert stage.begun(REQUEST.reference) == 1


def test_a_passing_trouble_asks_to_come_again(stage):
    stage.be_down()

    with pytest.raises(Retry) as trouble:
        stage.gateway.start(REQUEST, stage.options)
    assert not isinstance(trouble.value, LostAnswer)
    assert stage.begun(REQUEST.reference) == 0


def test_a_refusal_for_good_gives_up(stage):
    stage.refuse()

    with pytest.raises(GiveUp) as refusal:
        stage.gateway.start(REQUEST, stage.options)
    assert str(refusal.value)
    assert stage.begun(REQUEST.reference) == 0


def test_a_question_that_is_not_answered_is_asked_again(stage):
    reference = stage.gateway.start(REQUEST, stage.options).gateway_reference
    stage.be_down()

    with pytest.raises(Retry):
        stage.gateway.fetch(reference, stage.options)
    if "find" not in stage.cannot:
        stage.be_down()
        with pytest.raises(Retry):
            stage.gateway.find(PAYMENT_ID, REQUEST.reference, stage.options)


def test_a_payment_of_nobody_is_given_up(stage):
    with pytest.raises(GiveUp):
        stage.gateway.fetch("nobodyspayment000000000000", stage.options)


def test_only_our_own_payment_is_found(stage):
    stage.gateway.start(REQUEST, stage.options)
    stage.catch_up()

    found = stage.gateway.find(PAYMENT_ID, REQUEST.reference, stage.options)
    assert (found is None) is ("find" in stage.cannot)
    assert stage.gateway.find(uuid4(), REQUEST.reference, stage.options) is None


def test_a_payment_under_way_can_be_cancelled_and_a_paid_one_cannot(stage):
    under_way = stage.gateway.start(REQUEST, stage.options).gateway_reference
    done = paid(stage, replace(REQUEST, payment_id=uuid4(), reference="NOR-PAY-0002"))

    outcome = Outcome.UNDER_WAY if "cancel" in stage.cannot else Outcome.CANCELLED
    assert stage.gateway.cancel(under_way, stage.options).outcome is outcome
    assert stage.gateway.cancel(under_way, stage.options).outcome is outcome
    assert stage.gateway.cancel(done, stage.options).outcome is Outcome.PAID


def test_a_hint_names_the_payment_and_a_forged_one_is_refused(stage):
    if not stage.gateway.gives_hints:
        with pytest.raises(HintRefused):
            stage.gateway.read_hint({}, b"{}", stage.options)
        return
    reference = stage.gateway.start(REQUEST, stage.options).gateway_reference

    hint = stage.gateway.read_hint(*stage.hint(reference), stage.options)

    assert hint.gateway_reference == reference
    with pytest.raises(HintRefused):
        stage.gateway.read_hint(*stage.forged_hint(reference), stage.options)


def test_reserved_money_is_taken_once_and_may_be_let_go(stage):
    gateway = able(stage, CapturesLater)
    later = replace(REQUEST, is_captured_later=True)
    taken = paid(stage, later)
    let_go = paid(stage, replace(later, payment_id=uuid4(), reference="NOR-PAY-0002"))
    assert gateway.fetch(taken, stage.options).outcome is Outcome.RESERVED

    assert gateway.capture(taken, stage.options).outcome is Outcome.PAID
    assert gateway.capture(taken, stage.options).outcome is Outcome.PAID
    assert gateway.cancel(let_go, stage.options).outcome is Outcome.CANCELLED
    with pytest.raises(GiveUp):
        gateway.capture(let_go, stage.options)


def test_a_refund_is_made_and_followed(stage):
    gateway = able(stage, Refunds)
    reference = paid(stage)

    asked = gateway.refund(refund_of(reference), stage.options)
    stage.catch_up()

    made = gateway.fetch_refund(reference, asked.refund_reference, stage.options)
    assert (made.outcome, made.amount_pence) == (RefundOutcome.DONE, 4500)
    assert gateway.fetch(reference, stage.options).refundable_pence == 12000


def test_no_refund_is_made_by_who_believes_in_another_rest_or_asks_for_more(stage):
    gateway = able(stage, Refunds)
    reference = paid(stage)
    gateway.refund(refund_of(reference), stage.options)
    stage.catch_up()

    with pytest.raises(RefundChanged):
        gateway.refund(refund_of(reference, refund_id=uuid4()), stage.options)
    with pytest.raises(GiveUp):
        gateway.refund(
            refund_of(reference, refund_id=uuid4(), available_pence=12000, amount_pence=12001),
            stage.options,
        )

    assert gateway.fetch(reference, stage.options).refundable_pence == 12000


def test_a_refund_whose_answer_was_lost_is_made_once(stage):
    gateway = able(stage, Refunds)
    reference = paid(stage)
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        gateway.refund(refund_of(reference), stage.options)
    stage.catch_up()

    found = gateway.refund(refund_of(reference, outcome_unknown=True), stage.options)

    assert found.amount_pence == 4500
    assert gateway.fetch(reference, stage.options).refundable_pence == 12000


def test_a_refund_never_made_is_made_though_the_outcome_was_unknown(stage):
    gateway = able(stage, Refunds)
    reference = paid(stage)

    gateway.refund(refund_of(reference, outcome_unknown=True), stage.options)

    assert gateway.fetch(reference, stage.options).refundable_pence == 12000


def test_a_card_that_was_kept_is_charged_once_for_each_payment(stage):
    gateway = able(stage, KeepsCards)
    first = gateway.fetch(paid(stage, replace(REQUEST, keeps_card=True)), stage.options)
    repeat = RepeatPayment(
        payment_id=uuid4(),
        agreement_reference=first.agreement_reference,
        reference="NOR-PAY-0002",
        description="Garden waste",
        amount_pence=4500,
        lines=LINES[:1],
    )
    assert gateway.agreement(first.agreement_reference, stage.options) is AgreementOutcome.ACTIVE
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        gateway.charge(repeat, stage.options)

    again = gateway.charge(replace(repeat, outcome_unknown=True), stage.options)
    twice = gateway.charge(repeat, stage.options)
    stage.catch_up()

    assert again.gateway_reference == twice.gateway_reference
    assert gateway.fetch(again.gateway_reference, stage.options).outcome is Outcome.PAID
    assert stage.begun("NOR-PAY-0002") == 1


def test_a_card_is_charged_no_more_once_the_agreement_ended(stage):
    gateway = able(stage, KeepsCards)
    started = gateway.start(replace(REQUEST, keeps_card=True), stage.options)
    reference = gateway.fetch(started.gateway_reference, stage.options).agreement_reference
    assert gateway.agreement(reference, stage.options) is AgreementOutcome.NOT_YET
    stage.pay(started.gateway_reference)

    gateway.end_agreement(reference, stage.options)
    gateway.end_agreement(reference, stage.options)

    assert gateway.agreement(reference, stage.options) is AgreementOutcome.ENDED
    with pytest.raises(GiveUp):
        gateway.charge(
            RepeatPayment(
                payment_id=uuid4(),
                agreement_reference=reference,
                reference="NOR-PAY-0002",
                description="Garden waste",
                amount_pence=4500,
                lines=LINES[:1],
            ),
            stage.options,
        )
    assert stage.begun("NOR-PAY-0002") == 0


def test_what_is_paid_out_is_reported_under_our_reference(stage):
    gateway = able(stage, Settles)
    reference = paid(stage)
    stage.settle(reference)
    stage.catch_up()

    (moved,) = gateway.settled(LONG_AGO, FAR_AHEAD, stage.options)

    assert (moved.kind, moved.gateway_reference) == (SettledKind.PAYMENT, reference)
    assert (moved.pence, moved.reference) == (16500, REQUEST.reference)
    assert moved in list(gateway.settled(moved.settled_on, moved.settled_on, stage.options))
    the_day_before = moved.settled_on - timedelta(days=1)
    assert list(gateway.settled(LONG_AGO, the_day_before, stage.options)) == []


def test_payments_of_which_nobody_knows_are_told(stage):
    gateway = able(stage, Settles)
    reference = stage.gateway.start(REQUEST, stage.options).gateway_reference
    stage.catch_up()

    begun = list(gateway.begun(datetime(2026, 1, 1, tzinfo=UTC), stage.options))

    assert [one.gateway_reference for one in begun] == [reference]
