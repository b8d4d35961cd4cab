"""Figures: seen, taken away as a table, and traced to the bookings behind them."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from moothall.bookings.figures import queries
from moothall.bookings.figures.outcomes import Of
from moothall.bookings.figures.periods import By, Days, period_words
from moothall.bookings.policies import VIEW
from moothall.bookings.staff_words import said
from moothall.bookings.views.screens import day_asked, id_asked, screen, today
from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.csv_cells import BYTE_ORDER_MARK, line_of

_BACK = timedelta(days=182)
_PER_CENT = 100

T = TypeVar("T")


@for_council(VIEW)
def figures(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show figures by week or month, of activities, places or whoever serves."""
    last = day_asked(request.GET.get("until", ""), today(council))
    first = day_asked(request.GET.get("from", ""), last - _BACK)
    by = _chosen(By, request.GET.get("by", ""), By.MONTH)
    of = _chosen(Of, request.GET.get("of", ""), Of.ACTIVITY)
    days = Days(first, last, by)
    rows = queries.figures(council, days, of, now=clock.now())
    if request.GET.get("as") == "csv":
        return _csv(council, days, of, rows)
    return screen(
        request,
        council,
        "figures",
        first=days.first,
        last=days.last,
        by=by,
        of=of,
        figures=sorted(rows, key=lambda one: one.begin, reverse=True),
        name_of=_name_of(of),
        period_words=period_words,
        per_cent=_per_cent,
        tenth=_tenth,
    )


@for_council(VIEW)
def behind(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the bookings that a figure counts."""
    last = day_asked(request.GET.get("until", ""), today(council))
    first = day_asked(request.GET.get("from", ""), last - _BACK)
    of = _chosen(Of, request.GET.get("of", ""), Of.ACTIVITY)
    rows = queries.bookings_behind(
        first, last, of, id_asked(request.GET.get("id", "")), request.GET.get("status", "")
    )
    return screen(
        request,
        council,
        "figures_behind",
        first=first,
        last=last,
        of=of,
        bookings=rows,
        is_cut=len(rows) == queries.MOST_LISTED,
    )


def _csv(council: CouncilRow, days: Days, of: Of, rows: list[queries.FigureRow]) -> HttpResponse:
    heads = [
        _("From"), _("Until"), _("Name"), _("Booked"), _("Came"), _("Did not come"),
        _("Cancelled"), _("Days from asking to coming"), _("Hours open"), _("Hours taken"),
        _("Share in %"), _("Minutes waited at the desk"),
    ]  # fmt: skip
    name_of = _name_of(of)
    lines = [
        [
            one.first.isoformat(),
            one.last.isoformat(),
            name_of(one),
            str(one.outcome.booked),
            str(one.outcome.came),
            str(one.outcome.missed),
            str(one.outcome.cancelled),
            _tenth(one.outcome.days_ahead),
            _tenth(one.filling.open),
            _tenth(one.filling.taken),
            _tenth(one.filling.share * _PER_CENT) if one.filling.share is not None else "",
            _tenth(one.minutes_waited),
        ]
        for one in rows
    ]
    return HttpResponse(
        BYTE_ORDER_MARK + "".join(line_of(line) for line in [heads, *lines]),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": (
                f'attachment; filename="diary-{council.slug}-{days.first}-{days.last}.csv"'
            ),
            "Cache-Control": "no-store",
        },
    )


def _name_of(of: Of) -> Callable[[queries.FigureRow], str]:
    def name(row: queries.FigureRow) -> str:
        if row.name:
            return said(row.name)
        return _("At no place") if of is Of.SITE else _("Nobody in particular")

    return name


def _chosen(words: Callable[[str], T], text: str, otherwise: T) -> T:
    try:
        return words(text)
    except ValueError:
        return otherwise


def _tenth(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _per_cent(value: float | None) -> str:
    return "–" if value is None else f"{value * _PER_CENT:.0f}%"
