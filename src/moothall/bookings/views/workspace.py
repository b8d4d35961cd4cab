"""Looking at the diary: days and weeks, who comes to a place, finding a booking."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format

from moothall.bookings import queries, staff_reads
from moothall.bookings.day_sheet import Column, listing, sheet, week_of
from moothall.bookings.models.activity import Audience
from moothall.bookings.policies import VIEW
from moothall.bookings.rows import DiaryEntry, ResourceRow
from moothall.bookings.staff_words import said
from moothall.bookings.views.screens import (
    BASE,
    day_asked,
    id_asked,
    screen,
    today,
    zone_of,
)
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff

EVERYBODY = tuple(one.value for one in Audience)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
#: So many columns fit on paper; more are printed as a list.
_MOST_PRINTED = 7


@staff(VIEW)
def every_council(request: HttpRequest) -> HttpResponse:
    """Lead to the diary: straight, if there is one council whose diary it is."""
    rows = [council_by_id(council_id) for council_id in actor_of(request).councils_where(VIEW)]
    if len(rows) == 1:
        return redirect("workspace:diary", council=rows[0].slug)
    names = [(row.slug, row.name) for row in rows]
    return render(request, "bookings/workspace/every_council.html", {"base": BASE, "names": names})


@for_council(VIEW)
def diary(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show a day with a column for each resource, or a week with one for each day."""
    now, zone = clock.now(), zone_of(council)
    day = day_asked(request.GET.get("on", ""), today(council))
    is_week = request.GET.get("view") == "week"
    site, resource, activity = (
        id_asked(request.GET.get(name, "")) for name in ("site", "resource", "activity")
    )
    everything = queries.resources()
    activities = queries.activities(audiences=EVERYBODY)
    chosen = _chosen(everything, site, resource, activity)
    days = week_of(day) if is_week else [day]
    entries = queries.diary_between(days[0], days[-1], [one.id for one in chosen], now=now)
    named = {one.id: one for one in activities}
    if activity in named:
        entries = [one for one in entries if one.activity_name == named[activity].name]
    columns = _columns(chosen, days, is_week=is_week)
    return screen(
        request,
        council,
        "diary",
        day=day,
        days=days,
        is_week=is_week,
        rows=sheet(entries, columns, _placing(is_week=is_week), zone),
        listed=listing(entries, days, zone),
        columns=columns,
        is_wide=len(columns) > _MOST_PRINTED,
        names={one.id: said(one.name) for one in chosen},
        closures=staff_reads.closures_on(days[0], days[-1], zone),
        sites=queries.sites(),
        resources=everything,
        activities=activities,
        asked={"site": site, "resource": resource, "activity": activity},
        before=day - (_WEEK if is_week else _DAY),
        after=day + (_WEEK if is_week else _DAY),
        today=today(council),
    )


@for_council(VIEW)
def day_list(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List who comes on a day, to one place or to each, as a desk works through it."""
    day = day_asked(request.GET.get("on", ""), today(council))
    site = id_asked(request.GET.get("site", ""))
    return screen(
        request,
        council,
        "list",
        day=day,
        site=site,
        sites=queries.sites(),
        bookings=queries.bookings_on(day, site_id=site),
        before=day - _DAY,
        after=day + _DAY,
    )


@for_council(VIEW)
def find(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Find a booking by its reference, or by whom it is for."""
    text = request.GET.get("text", "").strip()
    return screen(
        request, council, "find", text=text, bookings=staff_reads.found(text, now=clock.now())
    )


def _chosen(
    everything: list[ResourceRow], site: UUID | None, resource: UUID | None, activity: UUID | None
) -> list[ResourceRow]:
    chosen = everything
    if site is not None:
        chosen = [one for one in chosen if one.site_id in (site, None)]
    if resource is not None:
        chosen = [one for one in chosen if one.id == resource]
    if activity is not None:
        serving = set(staff_reads.resources_of_activity(activity))
        chosen = [one for one in chosen if one.id in serving]
    return chosen


def _columns(chosen: list[ResourceRow], days: list[date], *, is_week: bool) -> list[Column]:
    if is_week:
        return [Column(one.isoformat(), date_format(one, "D j M"), one) for one in days]
    return [Column(str(one.id), said(one.name), days[0], one.id) for one in chosen]


def _placing(*, is_week: bool) -> Callable[[DiaryEntry, date], str]:
    return lambda entry, day: day.isoformat() if is_week else str(entry.resource_id)
