"""A council's working calendar: its hours, the days that differ, and what follows from them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from moothall.cases.calendars import calendar_for
from moothall.cases.policies import GUIDE
from moothall.cases.recounting.queries import recount_of
from moothall.cases.sla import start_clock
from moothall.councils import opening
from moothall.councils.calendar import WEEKDAYS, Span, WorkingCalendar
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import (
    calendar_revisions,
    coming_holidays,
    service_type,
    service_types,
)
from moothall.councils.rows import CouncilRow, ServiceTypeRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.short_memory import forget_all
from moothall.surfaces.workspace.acting import navigation
from moothall.surfaces.workspace.calendar_forms import DAYS, DayForm, WeekForm

_UNPROCESSABLE = 422
#: As many changes and bank holidays as a page shows.
_NEWEST, _COMING = 10, 16


@for_council(GUIDE)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show when a council works, and what a case that is opened now is promised."""
    if request.method == "POST":
        return _let_be_as_usual(request, council)
    now = clock.now()
    calendar = WorkingCalendar.for_council(council.id)
    today = now.astimezone(calendar.zone).date()
    services = service_types(council.id)
    slug = request.GET.get("service", "")
    chosen = service_type(council.id, slug) if slug else None
    revisions = calendar_revisions(council.id, most=_NEWEST)
    return _screen(
        request, council, "calendar",
        week=_week_in_words(calendar.week),
        own_weeks=[
            (one, _week_in_words(calendar.services[one.id]))
            for one in services
            if one.id in calendar.services
        ],
        days=_days(revisions[0].days if revisions else [], today),
        holidays=_holidays(council, calendar, today),
        services=services,
        chosen=chosen,
        promised=_promised(council, chosen, now) if chosen else None,
        changes=[one for one in revisions if one.number],
        newest=revisions[0] if revisions else None,
        recount=recount_of(council.id),
    )  # fmt: skip


@for_council(GUIDE)
def hours(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Change the opening hours of the council, or of one of its services."""
    slug = request.GET.get("service", "")
    service = service_type(council.id, slug) if slug else None
    calendar = WorkingCalendar.for_council(council.id)
    shown = calendar if service is None else calendar.of_service(service.id)
    form = WeekForm(request.POST or None, week=shown.week)
    on: dict[str, Any] = {"actor": actor_of(request), "council_id": council.id, "now": clock.now()}
    service_id = service.id if service else None
    if request.method == "POST" and "drop" in request.POST and service is not None:
        opening.drop_service_week(**on, service_id=service.id)
        return _saved(request, council)
    if request.method == "POST" and form.is_valid():
        opening.set_week(**on, week=form.week, service_id=service_id)
        return _saved(request, council)
    return _screen(
        request, council, "calendar_hours", form=form, service=service,
        is_own=service_id in calendar.services, code=_code(form),
    )  # fmt: skip


@for_council(GUIDE)
def day(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Add a closed day, or a day with its own hours."""
    now = clock.now()
    today = now.astimezone(WorkingCalendar.for_council(council.id).zone).date()
    form = DayForm(request.POST or None, council=council, today=today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opening.set_day(
                actor=actor_of(request),
                council_id=council.id,
                on=given["on"],
                hours=form.hours,
                title_en=given["title_en"],
                title_cy=given.get("title_cy", ""),
                now=now,
            )
        except Conflict:
            form.add_error("on", _("There are too many days. Take some away first."))
        else:
            return _saved(request, council)
    return _screen(request, council, "calendar_day", form=form, code=_code(form))


def _let_be_as_usual(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    try:
        on = date.fromisoformat(request.POST.get("drop", ""))
    except ValueError as error:
        raise NotFound("Nothing is said of this day.") from error
    opening.drop_day(actor=actor_of(request), council_id=council.id, on=on, now=clock.now())
    return _saved(request, council)


def _promised(council: CouncilRow, service: ServiceTypeRow, now: datetime) -> dict[str, str]:
    """Return when a case of a service that is opened now is due, in words."""
    calendar = calendar_for(council.id, kind=service.case_kind, service_id=service.id)
    promise = start_clock(
        calendar=calendar,
        at=now,
        response_hours=service.response_hours,
        resolution_hours=service.resolution_hours,
    )
    return {
        "response": _moment(promise.response_due_at, calendar),
        "resolution": _moment(promise.resolution_due_at, calendar),
    }


def _moment(moment: datetime, calendar: WorkingCalendar) -> str:
    return formats.date_format(moment.astimezone(calendar.zone), "l j F Y, H:i")


def _week_in_words(week: Mapping[str, Span]) -> list[tuple[str, str]]:
    return [(str(DAYS[one]), _span(week.get(one))) for one in WEEKDAYS]


def _span(hours: Span | None) -> str:
    return _("Closed") if hours is None else f"{hours[0]:%H:%M} – {hours[1]:%H:%M}"


def _days(stored: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Return the council's own days from today on, in the reader's language."""
    welsh = get_language() == "cy"
    return [
        {
            "on": date.fromisoformat(one["on"]),
            "hours": " – ".join(one["hours"]) if one["hours"] else _("Closed"),
            "title": (one["title_cy"] if welsh else "") or one["title_en"],
            "title_cy": one["title_cy"],
        }
        for one in stored
        if one["on"] >= today.isoformat()
    ]


def _holidays(
    council: CouncilRow, calendar: WorkingCalendar, today: date
) -> list[tuple[date, str, bool]]:
    """Return the bank holidays to come, and whether the council works on each all the same."""
    coming = coming_holidays(council.nation, since=today)[:_COMING]
    return [(on, title, calendar.is_working_day(on)) for on, title in coming]


def _saved(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    forget_all()  # whoever changed it sees the change at once
    messages.success(request, _("Saved. The promises of open cases are worked out anew."))
    return redirect(reverse("workspace:calendar", args=[council.slug]))


def _code(form: Any) -> int:
    return _UNPROCESSABLE if form.is_bound else 200


def _screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: Any
) -> HttpResponse:
    framed = {
        "council": council,
        "acting_for": [{"name": council.name}],
        "navigation": navigation(actor_of(request), request.path),
    }
    return render(request, f"workspace/{name}.html", {**framed, **context}, status=code)
