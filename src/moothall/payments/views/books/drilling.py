"""From a figure to its transactions, to a payment, to what it was for."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import formats
from django.utils.translation import gettext as _

from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.payments import books_links, books_reads
from moothall.payments.books_policies import EXPORT, SEE
from moothall.payments.books_reads import MOST_OF_FIGURE, Figure
from moothall.payments.books_words import company, fund_names
from moothall.payments.ledger.chart import AccountKind
from moothall.payments.models import Difference, FinanceExport, LedgerTransaction, Payment
from moothall.payments.views.books import PER_CENT, screen

_EARNED = (AccountKind.INCOME.value, AccountKind.VAT.value)
#: By which words of an address an account is narrowed.
_NAMES = {
    "fund": "fund_code", "gl": "gl_code", "vat": "vat_code", "rate": "vat_rate", "code": "code",
}  # fmt: skip


@for_council(SEE)
def figure(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show which transactions a figure is made of: of takings, VAT, or an account's balance."""
    asked = request.GET
    days = (asked.get("first", asked.get("day")), asked.get("last", asked.get("day")))
    kinds = (asked["kind"],) if asked.get("kind") else _EARNED
    try:
        first, last = (None if one is None else date.fromisoformat(one) for one in days)
        account = {_NAMES[name]: asked[name] for name in _NAMES if name in asked}
        if "vat_rate" in account:
            account["vat_rate"] = str(int(account["vat_rate"]))
    except ValueError as error:
        raise Http404 from error
    if kinds == _EARNED and first is None:
        raise Http404
    rows = books_reads.transactions_of(council.id, Figure(first, last, account, kinds))
    kind = str(AccountKind(kinds[0]).label) if kinds[0] in AccountKind.values else ""
    named = [kind if len(kinds) == 1 else "", *_words(council.id, account)]
    span = [formats.date_format(day, "j F Y") for day in (first, last) if day is not None]
    return _made_of(
        request, council, rows, title=" ".join(filter(None, named)),
        days=" – ".join(dict.fromkeys(span)),
    )  # fmt: skip


@for_council(EXPORT)
def export(request: HttpRequest, council: CouncilRow, export_id: UUID) -> HttpResponse:
    """Show which transactions were handed over at once."""
    row = get_object_or_404(FinanceExport, pk=export_id, council_id=council.id)
    title = _("%(layout)s, number %(number)s") % {"layout": row.layout, "number": row.number}
    return _made_of(request, council, books_reads.transactions_in(row), title=title, days="")


@for_council(SEE)
def transaction(request: HttpRequest, council: CouncilRow, transaction_id: UUID) -> HttpResponse:
    """Show both sides of one transaction, and what each line was for."""
    row = get_object_or_404(LedgerTransaction, pk=transaction_id, council_id=council.id)
    entries = books_reads.entries_of(row)
    lines = books_reads.lines_by_id(row, entries)
    return screen(
        request, council, "transaction", row=row, entries=entries,
        about=books_links.page_of(row, council=council.slug),
        lines={line.pk: line for line in lines},
        pages=books_links.pages_of_lines(lines, council=council.slug),
    )  # fmt: skip


@for_council(SEE)
def payment(request: HttpRequest, council: CouncilRow, payment_id: UUID) -> HttpResponse:
    """Show one payment: what it was for, and all that is booked about it."""
    row = get_object_or_404(Payment, pk=payment_id, council_id=council.id)
    lines = books_reads.lines_of(row)
    return screen(
        request, council, "payment", row=row, lines=lines,
        pages=books_links.pages_of_lines(lines, council=council.slug),
        booked=books_reads.transactions_about(council.id, row.pk),
        differences=Difference.objects.filter(council_id=council.id, payment_id=row.pk),
    )  # fmt: skip


def _words(council_id: int, account: Mapping[str, str]) -> Iterator[str]:
    """Return what an account is called by whoever reads the books: no codes that have a name."""
    for name, value in account.items():
        if name == "code":
            yield company(value)
        elif name == "fund_code" and value:
            yield f"{value} {fund_names(council_id).get(value, '')}".strip()
        elif name == "vat_rate":
            yield f"{int(value) / PER_CENT:g}%" if int(value) else ""
        else:
            yield value


def _made_of(
    request: HttpRequest, council: CouncilRow, rows: list[LedgerTransaction], *, title: str,
    days: str,
) -> HttpResponse:  # fmt: skip
    return screen(
        request, council, "figure", rows=rows[:MOST_OF_FIGURE], title=title, days=days,
        most=MOST_OF_FIGURE, is_cut=len(rows) > MOST_OF_FIGURE,
    )  # fmt: skip
