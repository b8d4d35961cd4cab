"""The books are handed over in a council's own layout, each transaction once, to the letter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.payments.actions.exporting import export_books, exported_file
from moothall.payments.books_settings import export_layouts
from moothall.payments.books_setup import apply_books
from moothall.payments.finance.layouts import LayoutRefused
from moothall.payments.finance.rows import rows_to_export
from moothall.payments.ledger import booking
from moothall.payments.ledger.booking import RefundMade, book_refund
from moothall.payments.ledger.chart import Coding
from moothall.payments.models import ExportedFile, ExportedTransaction, FinanceExport
from moothall.payments.setup import apply_payments
from moothall.payments.tests.ledger_scenery import TAX, finance_officer, line, pay

GOLDEN = Path(__file__).parent / "golden"
FINES = Coding(fund_code="FINES", gl_code="LB10-220-91410-00", vat_code="STD", vat_rate=2000)
MADE = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)


def layouts():
    return yaml.safe_load((GOLDEN / "layouts.yaml").read_text("utf-8"))


@pytest.fixture
def fiona(in_northvale, now):
    apply_books(council_id=in_northvale.id, data=layouts(), now=now)
    return finance_officer(in_northvale, now)


def some_days(council):
    """Two days of takings with a refund, under three codings."""
    first, second = MADE - timedelta(days=2), MADE - timedelta(days=1)
    pay(council, first, line(1_200, FINES, 200), line(5_000, TAX))
    pay(council, first, line(600, FINES, 100))
    pay(council, second, line(2_400, FINES, 400))
    back = RefundMade(
        council_id=council.id, refund_id=uuid4(), gateway="fake", gateway_reference="r",
        lines=[line(600, FINES, 100)], occurred_at=second,
    )  # fmt: skip
    book_refund(back, now=MADE)


def export(council, actor, layout, **more):
    values = {"actor": actor, "council_id": council.id, "until": MADE.date(), "now": MADE}
    return export_books(layout=layout, **{**values, **more})


@pytest.mark.parametrize(
    "layout", ["piped-income", "piped-refunds", "fixed-by-fund", "items-quoted"]
)
def test_files_are_as_the_golden_ones(in_northvale, fiona, layout):
    some_days(in_northvale)

    made = export(in_northvale, fiona, layout)

    files = list(ExportedFile.objects.filter(export=made).order_by("position"))
    golden = sorted((GOLDEN / layout).iterdir())
    assert [file.name for file in files] == [one.name for one in golden]
    for file, wanted in zip(files, golden, strict=True):
        assert bytes(file.content) == wanted.read_bytes()


def test_each_transaction_is_handed_over_once_by_each_layout(in_northvale, fiona):
    some_days(in_northvale)
    first = export(in_northvale, fiona, "items-quoted")

    assert export(in_northvale, fiona, "items-quoted") is None
    pay(in_northvale, MADE - timedelta(days=2), line(100))
    late = export(in_northvale, fiona, "items-quoted")
    other = export(in_northvale, fiona, "piped-income")

    assert (first.number, late.number, other.number) == (1, 2, 1)
    assert (first.transactions, late.transactions, other.transactions) == (4, 1, 5)


def test_what_is_booked_after_the_day_waits(in_northvale, fiona):
    some_days(in_northvale)

    early = export(in_northvale, fiona, "items-quoted", until=MADE.date() - timedelta(days=2))

    assert early.transactions == 2


def test_the_very_same_file_is_fetched_again(in_northvale, fiona):
    some_days(in_northvale)
    made = export(in_northvale, fiona, "items-quoted")
    file = ExportedFile.objects.get(export=made)
    apply_books(
        council_id=in_northvale.id,
        data={"exports": [{**one, "line_end": "lf"} for one in layouts()["exports"]]},
        now=MADE,
    )

    again = exported_file(actor=fiona, file_id=file.pk, now=MADE)

    assert bytes(again.content) == bytes(file.content)
    assert b"\r\n" in bytes(again.content)


def test_what_does_not_fit_is_refused_and_nothing_is_handed_over(in_northvale, fiona):
    wide = Coding(fund_code="MUCHTOOWIDEFUND", gl_code="G", vat_code="STD", vat_rate=2000)
    pay(in_northvale, MADE, line(100, wide))
    piped = Coding(fund_code="A|B", gl_code="G", vat_code="STD", vat_rate=2000)
    pay(in_northvale, MADE, line(100, piped))

    for layout in ("fixed-by-fund", "piped-income"):
        with pytest.raises(LayoutRefused):
            export(in_northvale, fiona, layout)

    assert FinanceExport.objects.count() == ExportedTransaction.objects.count() == 0


def test_who_may_not_hand_over_gets_nothing(in_northvale, fiona, southmere):
    some_days(in_northvale)
    made = export(in_northvale, fiona, "items-quoted")
    file = ExportedFile.objects.get(export=made)

    with pytest.raises(NotPermitted):
        export(in_northvale, anonymous_resident(), "piped-income")
    with pytest.raises(NotPermitted):
        exported_file(actor=anonymous_resident(), file_id=file.pk, now=MADE)
    with pytest.raises(NotFound):
        export(in_northvale, fiona, "no-such")
    with acting_for(southmere.id):
        assert export_layouts(southmere.id) == []
        with pytest.raises(ExportedFile.DoesNotExist):
            exported_file(actor=finance_officer(southmere, MADE), file_id=file.pk, now=MADE)

    assert FinanceExport.objects.count() == 1


def test_a_councils_file_says_how_books_are_kept(in_northvale, now):
    context = SetupContext(council=in_northvale, folder=GOLDEN, now=now)

    apply_payments(context, layouts())
    with pytest.raises(SetupError, match="oops"):
        apply_payments(context, {"exports": [{**layouts()["exports"][0], "oops": 1}]})

    assert [one["key"] for one in export_layouts(in_northvale.id)] == [
        "fixed-by-fund", "piped-income", "items-quoted", "piped-refunds",
    ]  # fmt: skip


def test_what_was_lost_in_disputes_is_handed_over_where_a_layout_says_how(in_northvale, fiona, now):
    lost = booking.Moved(
        council_id=in_northvale.id, event_id=uuid4(), code="fake", pence=1_000, occurred_at=now,
        about_type="payments.dispute",
    )  # fmt: skip
    booking.book_dispute(lost, now=now)
    booking.book_dispute_lost(lost, now=now)

    def kinds(losses):
        rows = rows_to_export(in_northvale.id, "any", now.date(), losses)
        return [
            (row.fund_code, row.gl_code, row.net_pence, row.gateway)
            for row in rows
            if row.kind == "dispute_lost"
        ]

    assert kinds(None) == []
    assert kinds({"fund_code": "LOSS", "gl_code": "X-1"}) == [("LOSS", "X-1", -1_000, "fake")]
