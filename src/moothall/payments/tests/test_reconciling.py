"""Ledger, gateway and bank are compared; what differs is found once and worked through."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotPermitted
from moothall.kernel.scope import acting_for
from moothall.payments.actions.reconciling import (
    correct_difference,
    load_bank_file,
    reconcile,
    settle_difference,
)
from moothall.payments.books_settings import BANK, write_setting
from moothall.payments.ledger import booking
from moothall.payments.ledger.balances import balance_of, balances
from moothall.payments.ledger.booking import RefundMade
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.models import (
    BankFile,
    BankLine,
    Difference,
    DifferenceState,
    LedgerTransaction,
    Payout,
    ReconciliationRun,
    SettledItem,
)
from moothall.payments.ports import Settled, SettledKind
from moothall.payments.reconciliation.bank_files import BankFileRefused, read_bank_file
from moothall.payments.tests.ledger_scenery import finance_officer, line, pay

BANK_LAYOUT = {
    "date": "Date", "date_format": "%d/%m/%Y", "credit": "Paid in", "debit": "Paid out",
    "text": ["Narrative"], "payers": {"fake": {"contains": "fakepay ltd", "days": 3}},
}  # fmt: skip
HELD = AccountName(kind=AccountKind.GATEWAY, code="fake")


def settled(pence, reference, on, fee=0, kind=SettledKind.PAYMENT, own=""):
    return Settled(
        kind=kind, gateway_reference=reference, own_reference=own, reference=reference.upper(),
        pence=pence, fee_pence=fee, settled_on=on,
    )  # fmt: skip


@pytest.fixture
def fiona(in_northvale, now):
    write_setting(council_id=in_northvale.id, key=BANK, document=BANK_LAYOUT, now=now)
    return finance_officer(in_northvale, now)


@pytest.fixture
def compare(in_northvale, fiona, now):
    def compared(report, **more):
        today = now.date()
        values = {
            "actor": fiona, "council_id": in_northvale.id, "gateway": "fake",
            "first": today - timedelta(days=30), "last": today, "report": report, "now": now,
        }  # fmt: skip
        return reconcile(**{**values, **more})

    return compared


@pytest.fixture
def bank(in_northvale, fiona, now):
    def read(*rows, **more):
        text = "Date,Paid in,Paid out,Narrative\r\n" + "\r\n".join(rows)
        values = {
            "actor": fiona, "council_id": in_northvale.id, "name": "bank.csv",
            "content": text.encode(), "now": now,
        }  # fmt: skip
        return load_bank_file(**{**values, **more})

    return read


def found():
    return {
        (one.kind, one.state, one.ours_pence, one.theirs_pence) for one in Difference.objects.all()
    }


def ten_days_ago(now):
    return now - timedelta(days=10)


def test_what_agrees_on_all_three_sides_is_no_difference_and_is_booked(
    in_northvale, now, compare, bank
):
    then = ten_days_ago(now)
    pay(in_northvale, then, line(5_000), gateway_reference="a")
    pay(in_northvale, then, line(3_000), gateway_reference="b")
    day = then.date() + timedelta(days=1)
    bank(f"{day + timedelta(days=1):%d/%m/%Y},79.50,,FAKEPAY LTD 123", "01/11/2026,5,,J SMITH RENT")

    run = compare([settled(5_000, "a", day, 30), settled(3_000, "b", day, 20)])

    assert (run.reported, run.agreed, run.found) == (2, 2, 0)
    assert (run.reported_pence, run.in_bank_pence) == (8_000, 7_950)
    assert found() == set()
    assert balance_of(in_northvale.id, HELD) == 0
    assert balance_of(in_northvale.id, AccountName(kind=AccountKind.BANK)) == -7_950


def test_another_run_changes_nothing_twice(in_northvale, now, compare, bank):
    then = ten_days_ago(now)
    day = then.date()
    pay(in_northvale, then, line(5_000), gateway_reference="a")
    pay(in_northvale, then, line(1_000), gateway_reference="lost")
    report = [settled(4_988, "a", day, 30), settled(700, "theirs", day)]
    bank(f"{day:%d/%m/%Y},1,,FAKEPAY LTD")
    compare(report)
    before = [
        (model, model.objects.count())
        for model in (Difference, LedgerTransaction, SettledItem, Payout)
    ]
    marks = set(Difference.objects.values_list("pk", "found_at"))

    again = compare(report)

    assert (again.found, again.gone) == (0, 0)
    assert [(model, model.objects.count()) for model, _ in before] == before
    assert set(Difference.objects.values_list("pk", "found_at")) == marks
    assert ReconciliationRun.objects.count() == 2


def test_each_kind_of_difference_is_told_apart(in_northvale, now, compare, bank):
    then = ten_days_ago(now)
    day = then.date()
    pay(in_northvale, then, line(5_000), gateway_reference="a")
    pay(in_northvale, then, line(1_000), gateway_reference="lost")
    pay(in_northvale, now, line(9_000), gateway_reference="young")
    bank(f"{day:%d/%m/%Y},1.00,,FAKEPAY LTD")

    compare([settled(4_988, "a", day), settled(700, "theirs", day)])

    assert found() == {
        ("amount", "open", 5_000, 4_988),
        ("unknown_here", "open", 0, 700),
        ("not_settled", "open", 1_000, 0),
        ("not_in_bank", "open", 5_688, 0),
        ("bank_only", "open", 0, 100),
    }


def test_what_comes_later_closes_the_difference_by_itself(in_northvale, now, compare):
    then = ten_days_ago(now)
    pay(in_northvale, then, line(1_000), gateway_reference="late")
    compare([])
    assert found() == {("not_settled", "open", 1_000, 0)}

    run = compare([settled(1_000, "late", now.date())])

    assert run.gone == 1
    assert found() == {("not_settled", "corrected", 1_000, 0)}


def test_twelve_pence_are_explained_or_booked_out_once(in_northvale, now, compare, fiona):
    then = ten_days_ago(now)
    pay(in_northvale, then, line(5_000), gateway_reference="a")
    compare([settled(4_988, "a", now.date())])
    row = Difference.objects.get(kind="amount")
    assert row.difference_pence == -12
    values = {"actor": fiona, "difference_id": row.pk, "now": now}

    settle_difference(state=DifferenceState.EXPLAINED, note="Card company rounds.", **values)
    for _ in range(2):
        correct_difference(note="Written off.", **values)

    row.refresh_from_db()
    assert (row.state, row.note, row.changed_by) == ("corrected", "Written off.", "Fiona Finance")
    assert balance_of(in_northvale.id, HELD) == -4_988
    corrections = AccountName(kind=AccountKind.CORRECTIONS, code="fake")
    assert balance_of(in_northvale.id, corrections) == -12
    compare([settled(4_988, "a", now.date())])
    assert ("amount", "corrected", 5_000, 4_988) in found()


def test_a_refund_is_met_by_its_own_reference_and_booked_as_settled(in_northvale, now, compare):
    then = ten_days_ago(now)
    pay(in_northvale, then, line(5_000), gateway_reference="a")
    back = RefundMade(
        council_id=in_northvale.id, refund_id=uuid4(), gateway="fake", gateway_reference="r1",
        lines=[line(600)], occurred_at=then,
    )  # fmt: skip
    booking.book_refund(back, now=now)
    report = [
        settled(5_000, "a", now.date()),
        settled(-600, "a", now.date(), kind=SettledKind.REFUND, own="r1"),
    ]

    for _ in range(2):
        run = compare(report)

    assert run.agreed == 2
    assert found() == set()
    assert balance_of(in_northvale.id, HELD) == -4_400
    due = AccountName(kind=AccountKind.REFUNDS_DUE, code="fake")
    assert balance_of(in_northvale.id, due) == 0


def test_fees_that_are_told_later_are_booked_beside(in_northvale, now, compare):
    pay(in_northvale, now, line(5_000), gateway_reference="a")
    one = settled(5_000, "a", now.date(), 30)

    compare([one])
    compare([replace(one, fee_pence=45)])

    fees = AccountName(kind=AccountKind.GATEWAY_FEES, code="fake")
    assert balance_of(in_northvale.id, fees) == -45


def test_a_bank_file_is_read_once_and_lines_of_strangers_are_not_kept(in_northvale, now, bank):
    rows = ["02/11/2026,79.50,,FAKEPAY LTD 1", "02/11/2026,79.50,,FAKEPAY LTD 1", "02/11/2026,1,,X"]
    first = bank(*rows)
    again = bank(*rows)
    other = bank(*rows, "03/11/2026,5,,FAKEPAY LTD 2")

    assert first.pk == again.pk
    assert (first.lines, first.kept, other.lines, other.kept) == (3, 2, 4, 3)
    assert BankFile.objects.count() == 2
    assert BankLine.objects.count() == 3
    assert not BankLine.objects.filter(text="X").exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [("31/02/2026,5,,X", "Line 2"), ("01/02/2026,five,,X", "Line 2"), ("01/02/2026", "Line 2")],
)
def test_a_bank_file_that_cannot_be_read_is_refused_with_its_line(in_northvale, bank, row, words):
    with pytest.raises(BankFileRefused, match=words):
        bank(row)
    assert BankFile.objects.count() == BankLine.objects.count() == 0


def test_camt_053_is_read_without_a_layout():
    entry = (
        "<Ntry><Amt Ccy='GBP'>{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts>{}</Sts><BookgDt><Dt>2026-11-02"
        "</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>FAKEPAY 7</Ustrd></RmtInf></TxDtls>"
        "</NtryDtls></Ntry>"
    )
    content = (
        "<?xml version='1.0'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'>"
        "<BkToCstmrStmt><Stmt>"
        + entry.format("79.5", "CRDT", "BOOK")
        + entry.format("12.34", "DBIT", "BOOK")
        + entry.format("1", "CRDT", "PDNG")
        + "</Stmt></BkToCstmrStmt></Document>"
    )

    lines = read_bank_file(content.encode(), {})

    assert [(one.booked_on, one.pence, one.text) for one in lines] == [
        (date(2026, 11, 2), 7_950, "FAKEPAY 7"),
        (date(2026, 11, 2), -1_234, "FAKEPAY 7"),
    ]
    for hostile in (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<x"):
        with pytest.raises(BankFileRefused):
            read_bank_file(hostile, {})


def test_who_may_not_keep_the_books_changes_nothing(in_northvale, now, compare, bank):
    pay(in_northvale, ten_days_ago(now), line(1_000), gateway_reference="lost")
    compare([])
    row, nobody = Difference.objects.get(), anonymous_resident()

    for attempt in (
        lambda: compare([], actor=nobody),
        lambda: bank("02/11/2026,1,,FAKEPAY LTD", actor=nobody),
        lambda: settle_difference(
            actor=nobody, difference_id=row.pk, state=DifferenceState.EXPLAINED, note="x", now=now
        ),
        lambda: correct_difference(actor=nobody, difference_id=row.pk, note="x", now=now),
    ):
        with pytest.raises(NotPermitted):
            attempt()

    assert ReconciliationRun.objects.count() == 1
    assert BankFile.objects.count() == 0
    assert found() == {("not_settled", "open", 1_000, 0)}
    assert sum(one.pence for one in balances(in_northvale.id)) == 0


def test_another_council_sees_nothing_of_it(in_northvale, southmere, now, compare):
    pay(in_northvale, ten_days_ago(now), line(1_000), gateway_reference="lost")
    compare([settled(5, "x", now.date())])

    with acting_for(southmere.id):
        for model in (Difference, SettledItem, Payout, ReconciliationRun):
            assert model.objects.count() == 0
        run = compare([], actor=finance_officer(southmere, now), council_id=southmere.id)
    assert (run.reported, run.found) == (0, 0)
