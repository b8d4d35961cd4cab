"""Booking the same hour again and again for somebody on the telephone."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings import actions, queries, several_reads
from moothall.bookings.details import Details
from moothall.bookings.errors import NotBookable, TooManyBookings
from moothall.bookings.policies import BOOK
from moothall.bookings.rows import ActivityRow, Slot
from moothall.bookings.slots import Wish
from moothall.bookings.slots.recurring import days_of_series
from moothall.bookings.staff_forms import BookSeriesForm, RecurringForm
from moothall.bookings.staff_words import REFUSALS, refusal
from moothall.bookings.views.screens import day_asked, screen, today
from moothall.bookings.views.series import DateChoice, choice_of, problem_of
from moothall.bookings.views.times_in_words import clock_words, day_words, moment_words
from moothall.bookings.views.workspace import EVERYBODY
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.card_numbers import CardNumberRefused


@for_council(BOOK)
def book(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """Choose what, the first time and how often; then see each date, and book what is left."""
    offered = queries.activities(audiences=EVERYBODY)
    activity = next((one for one in offered if one.key == request.GET.get("activity")), None)
    day = day_asked(request.GET.get("on", ""), today(council))
    asked = RecurringForm(request.GET if activity else None)
    is_asked = activity is not None and asked.is_valid()
    choices = _choices(request, activity, asked) if activity and is_asked else []
    form = BookSeriesForm(request.POST if request.method == "POST" and choices else None)
    problem = ""
    if activity and choices and form.is_valid():
        problem = problem_of(choices)
        series_id = None if problem else _booked(request, form, activity, asked, choices)
        if series_id is not None:
            return redirect("workspace:diary-together", council.slug, series_id)
        choices = _choices(request, activity, asked)
    return screen(
        request,
        council,
        "book_series",
        activities=offered,
        activity=activity,
        day=day,
        asked=asked,
        slots=_slots(activity, day) if activity and is_asked and not choices else [],
        choices=choices,
        day_of=day_words,
        clock_of=clock_words,
        moment_of=moment_words,
        form=form,
        problem=problem,
        status=422 if problem or form.errors or asked.errors else 200,
    )


def _slots(activity: ActivityRow, day: date) -> list[Slot]:
    return queries.free_slots(activity.id, day, Wish(is_staff=True), now=clock.now())


def _choices(request: HttpRequest, activity: ActivityRow, asked: RecurringForm) -> list[DateChoice]:
    """Return how each date stands, once the first time is chosen; a constant number of queries."""
    try:
        starts_at, site_id = queries.slot_from_key(request.GET.get("slot", ""))
    except ValueError:
        return []
    local = localtime(starts_at)
    days = days_of_series(
        local.date(), int(asked.cleaned_data["every"]), asked.cleaned_data["times"]
    )
    wish = Wish(site_id=site_id, is_staff=True)
    found = several_reads.planned(activity.id, days, local.time(), wish, now=clock.now())
    return [choice_of(request, one) for one in found]


def _booked(
    request: HttpRequest,
    form: BookSeriesForm,
    activity: ActivityRow,
    asked: RecurringForm,
    choices: list[DateChoice],
) -> UUID | None:
    """Book all dates that are chosen, or none; return the series, or say why in the form."""
    typed: dict[str, Any] = form.cleaned_data
    _starts_at, site_id = queries.slot_from_key(request.GET["slot"])
    try:
        made = actions.book_dates_now(
            actor=actor_of(request),
            activity_id=activity.id,
            starts=[queries.slot_from_key(one.chosen)[0] for one in choices if one.chosen],
            every_weeks=int(asked.cleaned_data["every"]),
            request=actions.Request(
                party_size=typed["party_size"],
                site_id=site_id,
                channel="phone",
                language=typed["language"],
            ),
            details=Details(
                name=typed["name"],
                email=typed["email"],
                phone=typed["phone"],
                language=typed["language"],
                note=typed["note"],
            ),
            now=clock.now(),
        )
    except REFUSALS as error:
        form.add_error(None, refusal(error))
    except TooManyBookings:
        form.add_error(None, _("This is more than can be booked at once by one person."))
    except NotBookable:
        form.add_error("party_size", _("This cannot be booked for so many."))
    except CardNumberRefused:
        form.add_error("note", _("Take the card number out. Never write one down."))
    else:
        messages.success(request, _("Booked %(count)s times.") % {"count": len(made.held)})
        return made.series.pk
    return None
