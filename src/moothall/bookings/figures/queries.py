"""Figures of the diary as they are shown, and the bookings behind each."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from moothall.bookings.figures.filling import Filling, fillings
from moothall.bookings.figures.outcomes import (
    Of,
    Outcome,
    bookings_between,
    minutes_waited,
    of_one,
    outcomes,
)
from moothall.bookings.figures.periods import By, Days
from moothall.bookings.models import Activity, Resource, Site
from moothall.bookings.rows import BookingRow, Words
from moothall.bookings.rows_of_models import booking_as_row
from moothall.bookings.workflow import Status
from moothall.councils.rows import CouncilRow

#: More bookings behind a figure are not listed; its period is to be made shorter.
MOST_LISTED = 500
_MODELS: dict[Of, type[Activity] | type[Site] | type[Resource]] = {
    Of.ACTIVITY: Activity,
    Of.SITE: Site,
    Of.RESOURCE: Resource,
}


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """A period's figures of one activity, site or resource."""

    begin: date
    first: date
    last: date
    id: UUID | None
    name: Words
    outcome: Outcome
    filling: Filling
    minutes_waited: float | None


def figures(council: CouncilRow, days: Days, of: Of, *, now: datetime) -> list[FigureRow]:
    """
    Return figures by period, and in it in the council's own order; a constant number of queries.

    What was withdrawn is there where it still has figures.
    """
    became, filled = outcomes(days, of), fillings(council, days, of, now=now)
    waited = minutes_waited(days) if of is Of.SITE else {}
    rows = _MODELS[of].objects.order_by("position", "key").values_list("pk", "name")
    names: list[tuple[UUID | None, Words]] = [*rows, (None, {})]
    return [
        FigureRow(
            begin=begin,
            first=first,
            last=last,
            id=owner_id,
            name=name,
            outcome=became.get((begin, owner_id), Outcome()),
            filling=filled.get((begin, owner_id), Filling()),
            minutes_waited=waited.get((begin, owner_id)),
        )
        for begin, first, last in days.periods()
        for owner_id, name in names
        if any((begin, owner_id) in some for some in (became, filled, waited))
    ]


def bookings_behind(
    first: date, last: date, of: Of, owner_id: UUID | None, status: str
) -> list[BookingRow]:
    """Return the bookings that a figure counts, all or those of a status; one query."""
    rows = of_one(bookings_between(Days(first, last, By.MONTH)), of, owner_id)
    if status in Status.values:
        rows = rows.filter(status=status)
    shown = rows.select_related("activity", "site").order_by("starts_at", "number").distinct()
    return [booking_as_row(one, ()) for one in shown[:MOST_LISTED]]
