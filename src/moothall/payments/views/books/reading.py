"""Looking at the books: balances, proof, takings, VAT, and what any figure is made of."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.csv_cells import BYTE_ORDER_MARK, line_of
from moothall.payments import books_reads
from moothall.payments.books_forms import SpanForm
from moothall.payments.books_policies import SEE
from moothall.payments.finance.reports import takings, vat_report
from moothall.payments.ledger.balances import balances
from moothall.payments.ledger.chart import AccountKind
from moothall.payments.models import (
    Difference,
    LedgerProof,
    LedgerTransaction,
    Payment,
    ReconciliationRun,
)
from moothall.payments.views.books import BASE, screen

USUAL_DAYS = 7
RUNS = 5
#: A rate is kept in hundredths of a per cent.
PER_CENT = 100
_EARNED = (AccountKind.INCOME.value, AccountKind.VAT.value)


@staff(SEE)
def every_council(request: HttpRequest) -> HttpResponse:
    """Lead to the books: straight, if there is one council whose books these are."""
    rows = [council_by_id(council_id) for council_id in actor_of(request).councils_where(SEE)]
    if len(rows) == 1:
        return redirect("workspace:books", council=rows[0].slug)
    names = [(row.slug, row.name) for row in rows]
    template = "payments/workspace/books/every_council.html"
    return render(request, template, {"base": BASE, "names": names})


@for_council(SEE)
def books(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show how the books stand."""
    wallets = frozenset({AccountKind.WALLET})
    return screen(
        request, council, "books",
        proof=LedgerProof.objects.filter(council_id=council.id).order_by("-made_at").first(),
        open_count=Difference.objects.filter(council_id=council.id, state="open").count(),
        runs=ReconciliationRun.objects.filter(council_id=council.id).order_by("-started_at")[:RUNS],
        balances=[one for one in balances(council.id, without=wallets) if one.pence],
    )  # fmt: skip


@for_council(SEE)
def daily_takings(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show, or send as a file, what was taken by day, fund and channel."""
    form = _span(request, council)
    first, last = form.days()
    rows = takings(council.id, first, last)
    if "file" in request.GET:
        named = [_("Day"), _("Fund"), _("Channel"), _("Pounds"), _("Transactions")]
        lines = (
            [f"{one.day}", one.fund_code, one.channel, _pounds(one.pence), str(one.transactions)]
            for one in rows
        )
        return _csv("takings", first, last, [named, *lines])
    return screen(
        request, council, "takings", form=form, first=first, last=last, rows=rows,
        total=sum(one.pence for one in rows),
    )  # fmt: skip


@for_council(SEE)
def vat(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show, or send as a file, net and VAT by rate."""
    form = _span(request, council)
    first, last = form.days()
    rows = vat_report(council.id, first, last)
    if "file" in request.GET:
        named = [_("VAT code"), _("Rate"), _("Net"), _("VAT"), _("Transactions")]
        lines = (
            [
                one.vat_code, f"{one.vat_rate / PER_CENT:g}", _pounds(one.net_pence),
                _pounds(one.vat_pence), str(one.transactions),
            ]
            for one in rows
        )  # fmt: skip
        return _csv("vat", first, last, [named, *lines])
    return screen(
        request, council, "vat", form=form, first=first, last=last, rows=rows, per_cent=PER_CENT,
        net=sum(one.net_pence for one in rows), vat=sum(one.vat_pence for one in rows),
    )  # fmt: skip


@for_council(SEE)
def figure(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show which transactions a day's takings of one fund are made of."""
    fund = request.GET.get("fund", "")
    try:
        chosen = date.fromisoformat(request.GET.get("day", ""))
    except ValueError as error:
        raise Http404 from error
    rows = books_reads.transactions_of(
        council.id, day=chosen, account_kinds=_EARNED, fund_code=fund
    )
    return screen(request, council, "figure", day=chosen, fund=fund, rows=rows)


@for_council(SEE)
def find(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Find payments by a part of any reference."""
    half = request.GET.get("reference", "").strip()
    return screen(
        request, council, "find", half=half, found=books_reads.find_payments(council.id, half),
        shortest=books_reads.SHORTEST_REFERENCE,
    )  # fmt: skip


@for_council(SEE)
def transaction(request: HttpRequest, council: CouncilRow, transaction_id: UUID) -> HttpResponse:
    """Show both sides of one transaction."""
    row = get_object_or_404(LedgerTransaction, pk=transaction_id, council_id=council.id)
    is_payment = row.about_type == "payments.payment"
    return screen(
        request, council, "transaction", row=row, entries=books_reads.entries_of(row),
        payment_id=row.about_id if is_payment else None,
    )  # fmt: skip


@for_council(SEE)
def payment(request: HttpRequest, council: CouncilRow, payment_id: UUID) -> HttpResponse:
    """Show one payment: what it was for, and all that is booked about it."""
    row = get_object_or_404(Payment, pk=payment_id, council_id=council.id)
    return screen(
        request, council, "payment", row=row, lines=books_reads.lines_of(row),
        booked=books_reads.transactions_about(council.id, row.pk),
        differences=Difference.objects.filter(council_id=council.id, payment_id=row.pk),
    )  # fmt: skip


def _span(request: HttpRequest, council: CouncilRow) -> SpanForm:
    today = clock.now().astimezone(ZoneInfo(council.time_zone)).date()
    usual = {"first": today - timedelta(days=USUAL_DAYS - 1), "last": today}
    return SpanForm(request.GET if "first" in request.GET else None, initial=usual)


def _pounds(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02}"


def _csv(name: str, first: date, last: date, rows: Iterable[list[str]]) -> HttpResponse:
    return HttpResponse(
        BYTE_ORDER_MARK + "".join(line_of(row) for row in rows),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}-{first}-{last}.csv"',
            "Cache-Control": "no-store",
        },
    )
