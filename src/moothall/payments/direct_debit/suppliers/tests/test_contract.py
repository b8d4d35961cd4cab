"""What every collector does, whoever it is."""

import pytest

from moothall.payments.direct_debit.ports import (
    Answers,
    CollectionOutcome,
    MandateOutcome,
    ReadsReports,
    ReportRefused,
    Run,
    Taken,
    Withdraw,
    collectors,
)
from moothall.payments.direct_debit.suppliers.tests.conftest import DETAILS, day

pytestmark = pytest.mark.slow


def test_every_registered_collector_is_under_contract():
    assert sorted(one.key for one in collectors) == ["fake", "gocardless", "standard18"]


def test_an_empty_run_asks_nothing(stage):
    run = Run(run_id=__import__("uuid").uuid4(), input_on=day(), number=1, statement_name="N")

    submitted = stage.collector.submit(run, stage.options)

    assert (dict(submitted.answers), submitted.file) == ({}, None)


def test_each_item_gets_its_answer_and_the_same_run_is_the_same(stage):
    lodged = stage.lodge()
    first = stage.collector.submit(lodged, stage.options)
    second = stage.collector.submit(lodged, stage.options)

    [item] = [one.mandate_id for one in lodged.lodge]
    assert set(first.answers) == {item}
    assert isinstance(first.answers[item], Taken)
    assert first == second


def test_a_payment_is_taken_on_once_and_ends_with_its_mandate(stage):
    lodged = stage.lodge()
    taken = stage.collector.submit(lodged, stage.options)
    mandate = taken.answers[lodged.lodge[0].mandate_id].collector_reference
    asked = stage.collect(mandate)
    answers = [stage.collector.submit(asked, stage.options).answers for _turn in range(2)]

    assert answers[0] == answers[1]
    answer = answers[0][asked.collect[0].collection_id]
    assert isinstance(answer, Taken)
    if isinstance(stage.collector, Answers):
        status = stage.collector.collection(answer.collector_reference, stage.options)
        assert (status.outcome, status.amount_pence) == (CollectionOutcome.UNDER_WAY, 4000)

    ended = Withdraw(
        mandate_id=lodged.lodge[0].mandate_id, reference="NOR2345678901", details=DETAILS,
        collector_reference=mandate,
    )  # fmt: skip
    run = Run(run_id=lodged.run_id, input_on=day(), number=2, statement_name="N", withdraw=[ended])
    assert isinstance(stage.collector.submit(run, stage.options).answers[ended.mandate_id], Taken)
    if isinstance(stage.collector, Answers):
        assert stage.collector.mandate(mandate, stage.options).outcome is MandateOutcome.CANCELLED


def test_reports_that_are_none_are_refused(stage):
    if not isinstance(stage.collector, ReadsReports):
        return
    for content in (b"", b"<html/>", b"not xml"):
        with pytest.raises(ReportRefused):
            stage.collector.read_report(content, stage.options)
