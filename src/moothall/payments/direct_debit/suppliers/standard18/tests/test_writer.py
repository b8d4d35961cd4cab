"""Files byte for byte, and none that does not agree with itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from moothall.kernel.errors import GiveUp
from moothall.payments.direct_debit.ports import (
    BankDetails,
    Collect,
    Lodge,
    Refused,
    Run,
    Taken,
    Turn,
    Withdraw,
    collectors,
)
from moothall.payments.direct_debit.suppliers.standard18 import records
from moothall.payments.direct_debit.suppliers.standard18.options import Standard18Options
from moothall.payments.direct_debit.tests.factories import OWN_ACCOUNT

GOLDEN = Path(__file__).with_name("golden")
OPTIONS = Standard18Options.read(OWN_ACCOUNT)
RHIAN = BankDetails(name="Rhian Ŵyn-Evans", sort_code="200000", account_number="55779911")
TOMOS = BankDetails(
    name="Tomos O’Price & Sons of Northvale", sort_code="300001", account_number="01234567"
)


def lodge(number, details, **more):
    return Lodge(mandate_id=UUID(int=number), reference=f"NOR{number:010}", details=details, **more)


def collect(number, details, pence, turn):
    return Collect(
        collection_id=UUID(int=number),
        reference="",
        mandate_reference=f"NOR{number:010}",
        details=details,
        amount_pence=pence,
        collects_on=date(2026, 12, 29),
        turn=turn,
        attempt=1,
    )


FULL = Run(
    run_id=UUID(int=1),
    input_on=date(2026, 12, 23),
    number=1,
    statement_name="NORTHVALE COUNCIL",
    lodge=[lodge(1, RHIAN), lodge(2, TOMOS, is_on_paper=True)],
    withdraw=[
        Withdraw(
            mandate_id=UUID(int=3), reference="NOR0000000003", details=TOMOS, collector_reference=""
        )
    ],
    collect=[
        collect(11, RHIAN, 4000, Turn.FIRST),
        collect(12, TOMOS, 1, Turn.REGULAR),
        collect(13, RHIAN, 123456, Turn.AGAIN),
        collect(14, TOMOS, 99, Turn.LAST),
    ],
)
RUNS = {"full": FULL, "instructions": replace(FULL, withdraw=[], collect=[], number=2)}


@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_file_is_as_it_always_was(name):
    submitted = collectors.get("standard18").submit(RUNS[name], OPTIONS)

    assert submitted.file.content == (GOLDEN / f"{name}.txt").read_bytes()
    assert submitted.file.name == f"DD20261223{RUNS[name].number:02}.txt"
    assert all(isinstance(one, Taken) for one in submitted.answers.values())


def test_the_records_stand_where_the_scheme_wants_them():
    lines = collectors.get("standard18").submit(FULL, OPTIONS).file.content.decode().split("\r\n")

    assert lines.pop() == ""
    assert [line[:4] for line in lines if len(line) == 80] == [
        "VOL1",
        "HDR1",
        "HDR2",
        "UHL1",
        "EOF1",
        "EOF2",
        "UTL1",
    ]
    data = [line for line in lines if len(line) == 100]
    assert [line[15:17] for line in data] == ["0N", "0S", "0C", "01", "17", "18", "19", "99"]
    assert [int(line[35:46]) for line in data] == [0, 0, 0, 4000, 1, 123456, 99, 127556]
    # Processed on the next working day, over Christmas; day 358 of 2026 is 24 December.
    assert lines[3][4:10] == " 26358"
    assert data[0][82:] == "RHIAN WYN-EVANS   "
    assert data[1][82:] == "TOMOS O PRICE & SO"
    assert lines[-1][4:59] == ("0000000127556000000012755600000040000001        0000003")


def test_what_does_not_fit_is_refused_alone():
    bad = replace(RHIAN, sort_code="12345")
    run = replace(FULL, lodge=[lodge(1, bad), lodge(2, RHIAN)], withdraw=[], collect=[])

    submitted = collectors.get("standard18").submit(run, OPTIONS)

    assert isinstance(submitted.answers[UUID(int=1)], Refused)
    assert isinstance(submitted.answers[UUID(int=2)], Taken)
    assert b"12345" not in submitted.file.content[320:]
    with pytest.raises(records.RecordMistake):
        records.amount(10**11)
    with pytest.raises(records.RecordMistake):
        records.amount(-1)


def test_a_sum_that_does_not_fit_gives_no_file():
    much = [collect(number, RHIAN, 10**11 - 1, Turn.REGULAR) for number in (1, 2)]

    with pytest.raises(GiveUp):
        collectors.get("standard18").submit(replace(FULL, collect=much), OPTIONS)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("service_user_number", "12"),
        ("sort_code", "x"),
        ("account_number", "1"),
        ("file_name", "../x"),
    ],
)
def test_wrong_options_are_named(option, value):
    with pytest.raises(ValueError, match=option):
        Standard18Options.read({**OWN_ACCOUNT, option: value})
