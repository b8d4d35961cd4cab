"""What every gateway that tells of disputes must do, with its simulator at the other end."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from moothall.kernel.errors import Retry
from moothall.payments.disputes.ports import DisputeOutcome, TellsOfDisputes
from moothall.payments.tests.test_gateway_contract import (
    REQUEST,
    able,
    paid,
    running,  # noqa: F401 - a fixture
    stage,  # noqa: F401 - a fixture
)


@pytest.mark.parametrize("end", [DisputeOutcome.WON, DisputeOutcome.LOST])
def test_a_dispute_is_told_once_with_its_day_and_then_with_how_it_ended(stage, end):  # noqa: F811
    gateway = able(stage, TellsOfDisputes)
    reference = paid(stage)
    paid(stage, replace(REQUEST, payment_id=uuid4(), reference="NOR-PAY-0002"))
    since = datetime(2026, 1, 1, tzinfo=UTC)
    assert list(gateway.disputes(since, stage.options)) == []

    stage.dispute(reference, DisputeOutcome.NEEDS_RESPONSE)
    (raised,) = gateway.disputes(since, stage.options)
    stage.dispute(reference, end)
    (decided,) = gateway.disputes(since, stage.options)

    assert (raised.gateway_reference, raised.amount_pence) == (reference, 16500)
    assert raised.outcome is DisputeOutcome.NEEDS_RESPONSE
    assert raised.respond_by is not None
    assert raised.respond_by > raised.raised_at
    assert (decided.dispute_reference, decided.outcome) == (raised.dispute_reference, end)


def test_a_gateway_that_is_down_is_asked_for_disputes_again(stage):  # noqa: F811
    gateway = able(stage, TellsOfDisputes)
    stage.be_down()

    with pytest.raises(Retry):
        list(gateway.disputes(datetime(2026, 1, 1, tzinfo=UTC), stage.options))
