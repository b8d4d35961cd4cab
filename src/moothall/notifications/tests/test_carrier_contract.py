"""What every carrier must do, each with its simulator at the other end."""

from dataclasses import replace
from uuid import UUID

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.notifications.ports import LostAnswer, Outcome, OutgoingMessage, carriers

MESSAGE = OutgoingMessage(
    message_id=UUID("0192f3a0-0000-7000-8000-000000000001"),
    channel="email",
    recipient="sian@example.org",
    subject="Your request NOR-1 – ŵ",
    body="Helo Siân,\n\nDiolch.",
    html="<p>Helo Siân,</p><p>Diolch.</p>",
    language="cy",
    sender_name="Northvale, Borough Council",
    sender_address="hello@northvale.test",
    sender_host="northvale.test",
    outcome_unknown=False,
)


def test_every_registered_carrier_stands_here(stage):
    assert {carrier.key for carrier in carriers} == {"smtp", "govuk_notify", "fake"}
    assert stage.carrier in list(carriers)


def test_a_message_is_taken_once_and_has_a_reference(stage):
    accepted = stage.carrier.send(MESSAGE, stage.account)

    assert accepted.carrier_reference
    assert len(stage.taken()) == 1


def test_an_answer_lost_is_told_from_a_refusal(stage):
    stage.lose_answer()

    with pytest.raises(LostAnswer):
        stage.carrier.send(MESSAGE, stage.account)
    assert len(stage.taken()) == 1


def test_after_a_lost_answer_nobody_gets_the_message_twice_unseen(stage):
    stage.lose_answer()
    with pytest.raises(LostAnswer):
        stage.carrier.send(MESSAGE, stage.account)

    stage.carrier.send(replace(MESSAGE, outcome_unknown=True), stage.account)

    taken = stage.taken()
    if stage.repeats_a_lost_answer:
        assert len({mail["message_id"] for mail in taken}) == 1
    else:
        assert len(taken) == 1


def test_a_message_never_taken_is_sent_though_the_outcome_was_unknown(stage):
    stage.carrier.send(replace(MESSAGE, outcome_unknown=True), stage.account)

    assert len(stage.taken()) == 1


def test_a_passing_trouble_asks_to_come_again(stage):
    stage.be_down()

    with pytest.raises(Retry):
        stage.carrier.send(MESSAGE, stage.account)
    assert stage.taken() == []


def test_a_refusal_for_good_gives_up(stage):
    stage.refuse()

    with pytest.raises(GiveUp):
        stage.carrier.send(MESSAGE, stage.account)
    assert stage.taken() == []


def test_the_fate_can_be_asked(stage):
    accepted = stage.carrier.send(MESSAGE, stage.account)

    fate = stage.carrier.fate(accepted.carrier_reference, stage.account)

    assert fate.outcome in {Outcome.UNDER_WAY, Outcome.DELIVERED}
    assert stage.carrier.tells_fate or fate.outcome is Outcome.UNDER_WAY
