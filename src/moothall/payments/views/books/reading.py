"""Looking at the books: balances, proof, takings, VAT, and what any figure is made of."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.csv_cells import BYTE_ORDER_MARK, line_of
from moothall.payments import books_reads
from moothall.payments.books_forms import FindForm, SpanForm
from moothall.payments.books_policies import SEE
from moothall.payments.books_words import fund_names
from moothall.payments.disputes.queries import disputes_waiting
from moothall.payments.finance.reports import takings, vat_report
from moothall.payments.ledger.balances import balances
from moothall.payments.ledger.chart import AccountKind
from moothall.payments.models import (
    Difference,
    LedgerProof,
    ReconciliationRun,
)
from moothall.payments.views.books import BASE, PER_CENT, screen
from moothall.payments.wallets.payouts import payouts_to_pay_count

USUAL_DAYS = 7
RUNS = 5


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
        dispute_count=disputes_waiting(council.id),
        payout_count=payouts_to_pay_count(council.id),
        runs=ReconciliationRun.objects.filter(council_id=council.id).order_by("-started_at")[:RUNS],
        balances=[one for one in balances(council.id, without=wallets) if one.pence],
        funds=fund_names(council.id),
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
        total=sum(one.pence for one in rows), funds=fund_names(council.id),
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
def find(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Find payments by a part of any reference."""
    form = FindForm(request.GET if "reference" in request.GET else None)
    half = form.cleaned_data["reference"] if form.is_valid() else ""
    return screen(
        request, council, "find", form=form, half=half,
        found=books_reads.find_payments(council.id, half),
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
