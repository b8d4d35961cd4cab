"""Choosing the times of a series: the first one, how often, and what to do about each date."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings import actions, queries, several_reads
from moothall.bookings.errors import NotBookable, NotOpen, SlotTaken, TooManyBookings, TooManyHolds
from moothall.bookings.forms import SeriesForm
from moothall.bookings.limits import too_many_holds
from moothall.bookings.rows import ActivityRow, Slot, in_language
from moothall.bookings.slots import Wish
from moothall.bookings.slots.recurring import Planned, days_of_series
from moothall.bookings.views import choosing, paying
from moothall.bookings.views.doors import Door, page
from moothall.bookings.views.doors_of_sets import way_to_set
from moothall.bookings.views.times_in_words import clock_words, day_words, moment_words
from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import NotFound

_FEWEST = 2
_NAME = "book-series"


@dataclass(frozen=True)
class DateChoice:
    """One date of a series: how it stands, what can be chosen for it, and what is."""

    planned: Planned
    slots: tuple[Slot, ...]
    chosen: str
    was_taken: bool = False

    @property
    def field(self) -> str:
        """Return what the form calls it."""
        return f"on-{self.planned.local_on.isoformat()}"


def month(request: CouncilRequest, door: Door, key: str, *, now: datetime) -> HttpResponse:
    """Show the days on which a series can begin."""
    offered = _offered(key)
    if offered.audience not in door.audiences:
        return page(request, "public/sign_in_first", door, {"activity": offered})
    looking = choosing.look_for(request, door, offered, now=now)
    days = choosing.days_of_month(request, offered, looking, now=now)
    for one in days["days"]:
        address = door.url(f"{_NAME}-day", key=key, day=one["day"].isoformat())
        one["href"] = address + looking.carried()
    values = {"activity": offered, "looking": looking, **days}
    return page(request, "public/series", door, values, status=422 if looking.is_wrong else 200)


def first(
    request: CouncilRequest, door: Door, key: str, day: str, *, now: datetime
) -> HttpResponse:
    """Ask for the first time, how often and until when; then show how each date stands."""
    offered, on = _offered(key), choosing.day_of(day)
    if offered.audience not in door.audiences:
        return page(request, "public/sign_in_first", door, {"activity": offered})
    looking = choosing.look_for(request, door, offered, now=now)
    free = queries.free_slots(offered.id, on, looking.wish, now=now)
    is_said = "every" in request.GET
    form = SeriesForm(
        request.GET if is_said else None,
        slots=[(slot.key, _slot_words(slot, door)) for slot in _with_asked(request, free, on)],
        first_on=on,
        most=offered.series_most,
    )
    if not form.is_valid():
        back = door.url(_NAME, key=key) + looking.carried(month=f"{on:%Y-%m}")
        values = {"activity": offered, "day": on, "form": form, "free": free, "back": back,
                  "asked": looking.asked}  # fmt: skip
        return page(
            request, "public/series_first", door, values, status=422 if form.is_bound else 200
        )
    return _dates(request, door, offered, looking, form.cleaned_data, now=now)


def _dates(
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    looking: choosing.Looking,
    said: dict[str, Any],
    *,
    now: datetime,
) -> HttpResponse:
    """Show each date with what can be had; hold what is chosen, all or none."""
    starts_at, site_id = choosing.slot_of(said["slot"])
    local = localtime(starts_at)
    every = int(said["every"])
    wish = Wish(party_size=looking.wish.party_size, site_id=site_id, features=looking.wish.features)
    days = days_of_series(local.date(), every, said["times"])

    def look() -> list[DateChoice]:
        found = several_reads.planned(offered.id, days, local.time(), wish, now=now)
        return [choice_of(request, one) for one in found]

    choices, problem = look(), ""
    if request.method == "POST":
        problem = problem_of(choices)
        if not problem:
            made = _held(request, door, offered, wish, choices, every, now=now)
            if not isinstance(made, str):
                return HttpResponseRedirect(way_to_set(door, made.series.pk, "details"))
            choices, problem = look(), made
    values = {
        "activity": offered,
        "choices": choices,
        "problems": _problems(choices, problem),
        "starts_at": starts_at,
        "every": every,
        "once": secrets.token_urlsafe(),
        "back": door.url(f"{_NAME}-day", key=offered.key, day=local.date().isoformat()),
    }
    return page(request, "public/series_dates", door, values, status=409 if problem else 200)


def _held(  # noqa: PLR0917 - private, in the order of its one caller
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    wish: Wish,
    choices: list[DateChoice],
    every: int,
    *,
    now: datetime,
) -> actions.SeriesHeld | str:
    """Hold what is chosen, all or none; return why not where it cannot be."""
    try:
        made = actions.book_dates(
            actor=door.actor,
            activity_id=offered.id,
            starts=[choosing.slot_of(one.chosen)[0] for one in choices if one.chosen],
            every_weeks=every,
            request=actions.Request(
                party_size=wish.party_size,
                site_id=wish.site_id,
                features=wish.features,
                person_id=door.person_id,
                language=door.language,
                once=choosing.mark_of(request),
            ),
            now=now,
        )
        paying.require_within_limits(request, door, made.held, now=now)
        return made
    except (SlotTaken, NotOpen) as gone:
        return _("Somebody else has taken %(moment)s meanwhile. Nothing is booked yet.") % {
            "moment": moment_words(gone.wanted) if gone.wanted else ""
        }
    except TooManyBookings:
        return _("These are more than one person may have ahead. Leave some out.")
    except TooManyHolds:
        return too_many_holds()
    except NotBookable:
        return _("It is not for so many people.")


def choice_of(request: HttpRequest, one: Planned) -> DateChoice:
    """Return what can be chosen for a date; what was chosen and is gone is said to be."""
    keys = [slot.key for slot in one.offered]
    name = f"on-{one.local_on.isoformat()}"
    if request.method != "POST":
        return DateChoice(one, one.offered, keys[0] if one.is_free else "")
    chosen = request.POST.get(name, "")
    was_taken = bool(chosen) and chosen not in keys
    return DateChoice(one, one.offered, "" if was_taken else chosen, was_taken)


def problem_of(choices: list[DateChoice]) -> str:
    """Return what is wrong with what was chosen, before anything is tried."""
    if any(one.was_taken for one in choices):
        return _(
            "Somebody else has taken some of these times meanwhile. Nothing is booked yet. Choose "
            "again for the dates that are marked."
        )
    chosen = [one.chosen for one in choices if one.chosen]
    if not chosen:
        return _("Choose at least one date")
    if len(set(chosen)) < len(chosen):
        return _("You have chosen the same time for two dates. Change one of them.")
    return ""


def _problems(choices: list[DateChoice], problem: str) -> list[dict[str, str]]:
    """Return what the summary says, with the way to each date that was taken meanwhile."""
    if not problem:
        return []
    taken = [one for one in choices if one.was_taken] or choices[:1]
    return [{"text": problem, "href": f"#{taken[0].field}"}] + [
        {"text": day_words(one.planned.local_on), "href": f"#{one.field}"} for one in taken[1:]
    ]


def _with_asked(request: CouncilRequest, free: list[Slot], on: date) -> list[Slot]:
    """Return the free times of a day, and the one asked for: the dates say if it is gone."""
    asked = request.GET.get("slot", "")
    if not asked or any(slot.key == asked for slot in free):
        return free
    try:
        starts_at, site_id = queries.slot_from_key(asked)
    except ValueError:
        return free
    local = localtime(starts_at)
    if local.date() != on:
        return free
    gone = Slot(
        starts_at=starts_at, ends_at=starts_at, local_on=on, local_time=local.time(),
        site_id=site_id,
    )  # fmt: skip
    return [*free, gone]


def _slot_words(slot: Slot, door: Door) -> str:
    site = in_language(slot.site_name, door.language)
    return clock_words(slot.local_time) + (f", {site}" if site else "")


def _offered(key: str) -> ActivityRow:
    offered = choosing.offered_at(key)
    if offered.series_most < _FEWEST:
        raise NotFound("This is not booked again and again.")
    return offered
