"""A question for a time, as its page draws it: what is kept, free days, and the times of one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings import queries as diary
from moothall.bookings.free_days import Month, month_of
from moothall.bookings.rows import ActivityRow, BookingRow, Slot, in_language
from moothall.bookings.workflow import Status
from moothall.eforms import actions
from moothall.eforms.appointments import chosen
from moothall.eforms.definition import Definition, Question
from moothall.eforms.fields.booking import when_words
from moothall.eforms.fields.timing import spoken_time
from moothall.eforms.journey import Step
from moothall.eforms.judging import Problem
from moothall.eforms.models import Submission
from moothall.eforms.views.doors import Door
from moothall.eforms.views.fields_on_page import FieldOnPage
from moothall.eforms.views.opening import page_url, see
from moothall.eforms.views.searching import Looked, looked_for
from moothall.kernel import clock
from moothall.kernel.errors import NotFound

KEEP_TIME = "keep-time"
_CHECK = "check"


def time_parts(
    request: HttpRequest,
    door: Door,
    question: Question,
    *,
    secret: str,
    page: str,
    known: Mapping[str, Any],
    answer: Mapping[str, Any] | None,
    slot_typed: str,
    is_wrong: bool,
    returning: bool,
) -> dict[str, Any]:
    """
    Return what the page of a question for a time is drawn from.

    `answer` is the time that was chosen before, `slot_typed` what was chosen and could not be had,
    or not any more. Days and months are in the page's address, so that it works without scripts.
    """
    wanted = chosen.wanted_of(question, known)
    try:
        activity = diary.activity_by_key(wanted.activity)
    except NotFound:
        return {"is_bookable": False}
    if not _is_for(door, activity):
        return {"is_bookable": False, "needs_account": door.is_open_to_anyone}
    now = clock.now()
    looked = looked_for(request, door, activity, wanted, now=now)
    base = page_url(door, secret, page, returning=returning)
    parts: dict[str, Any] = {
        "is_bookable": True,
        "activity": activity,
        "bring": activity.bring.get(door.language) or activity.bring.get("en") or (),
        "looked": looked,
        "carried": {**looked.asked, **({"return": _CHECK} if returning else {})},
        **_chosen_parts(question, answer, known, door.language),
        **_lost_parts(activity, looked, slot_typed, is_wrong=is_wrong, door=door, now=now),
    }
    day = _day(request.GET.get("day", ""))
    if day is not None:
        free = diary.free_slots(activity.id, day, looked.wish, now=now)
        shown = _slots(activity, free, door.language, with_day=False, looked=looked)
        back = _with(base, {**looked.asked, "month": f"{day:%Y-%m}"})
        return {**parts, "day": formats.date_format(day, "l j F Y"), "slots": shown, "back": back}

    def look(first: date, last: date) -> dict[date, Slot | None]:
        return diary.first_free_per_day(activity.id, first, last, looked.wish, now=now)

    month = month_of(activity, asked=request.GET.get("month", ""), now=now, look=look)
    return {**parts, **_month_parts(month, base, looked, door.language)}


def with_times(
    request: HttpRequest,
    door: Door,
    fields: list[FieldOnPage],
    *,
    step: Step,
    saved: Mapping[str, Any],
    known: Mapping[str, Any],
    kept: Mapping[str, Sequence[str]],
    secret: str,
    returning: bool,
) -> list[FieldOnPage]:
    """Return the fields of a page, with free days and times in those that ask for one."""
    asked = {one.key: one for one in step.questions if one.type == chosen.BOOKING}
    return [
        replace(
            one,
            extra=time_parts(
                request, door, asked[one.name], secret=secret, page=step.key, known=known,
                answer=saved.get(one.name), slot_typed=next(iter(kept.get(one.name, ())), ""),
                is_wrong=request.method == "POST", returning=returning,
            ),
        )
        if one.name in asked
        else one
        for one in fields
    ]  # fmt: skip


def pages_of_times(definition: Definition) -> dict[str, str]:
    """Return the pages on which a form asks for times, by question."""
    return {
        question.key: page.key
        for page in definition.pages
        for question in page.questions
        if question.type == chosen.BOOKING
    }


def held_on_page(
    door: Door, answers: Mapping[str, Any], *, secret: str, here: str, pages: Mapping[str, str]
) -> list[dict[str, Any]]:
    """
    Return what pages say of the times that are kept, and for how long; two queries, or none.

    `pages` says by question on which page it is asked, `here` to which page keeping leads back.
    """
    found = {
        UUID(one["booking"]): key
        for key, one in answers.items()
        if key in pages and isinstance(one, dict) and one.get("booking")
    }
    rows = diary.bookings_by_id(found) if found else {}
    now = clock.now()
    return [
        _held(
            rows[booking_id],
            door,
            keep_href=door.url("form-page", secret=secret, page=pages[key]),
            here=here,
            now=now,
        )
        for booking_id, key in found.items()
        if booking_id in rows and rows[booking_id].status in {Status.HELD, Status.EXPIRED}
    ]


def booked_on_page(
    door: Door, submission: Submission, answers: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the bookings that a form made, as they stand now, and where each is changed."""
    rows = diary.bookings_by_id(chosen.bookings_in(answers))
    return [
        {
            "row": row,
            "when": _when(row),
            "place": in_language(row.site_name, door.language),
            "bring": row.bring.get(door.language) or row.bring.get("en") or (),
            "directions": in_language(row.directions, door.language),
            "is_booked": row.status in {Status.CONFIRMED, Status.ATTENDED, Status.MISSED},
            "is_cancelled": row.status == Status.CANCELLED,
            "href": _href(door, row),
        }
        for row in sorted(rows.values(), key=lambda one: one.starts_at)
        if row.submission_key == str(submission.draft_id)
    ]


def kept_longer(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Keep a time longer, and lead back to the page on which that was asked for."""
    actions.keep_times(actor=door.actor, council_id=door.council.id, secret=secret, now=clock.now())
    here = request.POST.get("here", "")
    if here == _CHECK:
        return see(door.url("form-check", secret=secret))
    if not here.replace("-", "").replace("_", "").isalnum():
        return see(door.url("form-resume", secret=secret))
    return see(page_url(door, secret, here, returning=request.POST.get("return") == _CHECK))


def enough_of(step: Step) -> tuple[Problem, ...]:
    """Say of a page's time that the person has as many of these ahead as one may."""
    words = _("You have as many of these ahead as one person may. Cancel one first.")
    return tuple(Problem(one.key, words) for one in step.questions if one.type == chosen.BOOKING)


def _is_for(door: Door, activity: ActivityRow) -> bool:
    if door.is_staffed:
        return True
    audiences = ("public",) if door.is_open_to_anyone else ("public", "account")
    return activity.audience in audiences


def _chosen_parts(
    question: Question, answer: Mapping[str, Any] | None, known: Mapping[str, Any], language: str
) -> dict[str, Any]:
    if answer is None or not chosen.fits(question, answer, known):
        return {"chosen": ()}
    place = answer["place"].get(language) or answer["place"].get("en", "")
    when = when_words(answer["on"], answer["at"])
    return {"chosen": tuple(filter(None, (when, place))), "chosen_slot": answer["slot"]}


def _lost_parts(
    activity: ActivityRow,
    looked: Looked,
    slot_typed: str,
    *,
    is_wrong: bool,
    door: Door,
    now: datetime,
) -> dict[str, Any]:
    """Return which time could not be had, and the free ones nearest to it."""
    try:
        wanted, _site = diary.slot_from_key(slot_typed)
    except ValueError:
        return {"next_best": ()}
    best = diary.next_best(activity.id, wanted, looked.wish, now=now)
    local = localtime(wanted)
    return {
        "lost": "" if is_wrong else when_words(local.date().isoformat(), f"{local:%H:%M}"),
        "next_best": _slots(activity, best, door.language, with_day=True, looked=looked),
    }


def _month_parts(month: Month, base: str, looked: Looked, language: str) -> dict[str, Any]:
    return {
        "days": [
            {
                "href": _with(base, {**looked.asked, "day": one.day.isoformat()}),
                "day": formats.date_format(one.day, "l j F Y"),
                "clock": spoken_time(f"{one.first.local_time:%H:%M}"),
                "place": in_language(one.first.site_name, language),
            }
            for one in month.days
        ],
        "sooner": _with(base, {**looked.asked, "month": month.sooner}) if month.sooner else "",
        "later": _with(base, {**looked.asked, "month": month.later}) if month.later else "",
    }


def _slots(
    activity: ActivityRow,
    slots: Sequence[Slot],
    language: str,
    *,
    with_day: bool,
    looked: Looked,
) -> list[dict[str, Any]]:
    if looked.is_nearest_first and not with_day:
        slots = sorted(slots, key=lambda one: (one.distance is None, one.distance or 0.0))
    return [
        {
            "key": one.key,
            "when": when_words(one.local_on.isoformat(), f"{one.local_time:%H:%M}")
            if with_day
            else spoken_time(f"{one.local_time:%H:%M}"),
            "place": in_language(one.site_name, language),
            "left": one.left if activity.capacity > 1 else 0,
        }
        for one in slots
    ]


def _held(
    row: BookingRow, door: Door, *, keep_href: str, here: str, now: datetime
) -> dict[str, Any]:
    seconds = int((row.held_until - now).total_seconds()) if row.held_until else 0
    until = localtime(row.held_until) if row.held_until else None
    return {
        "when": _when(row),
        "place": in_language(row.site_name, door.language),
        "until": spoken_time(f"{until:%H:%M}") if until else "",
        "is_over": row.status == Status.EXPIRED or seconds <= 0,
        "seconds_left": max(seconds, 0),
        "keep_href": keep_href,
        "here": here,
    }


def _when(row: BookingRow) -> str:
    return when_words(row.local_on.isoformat(), f"{row.local_time:%H:%M}")


def _href(door: Door, row: BookingRow) -> str:
    """Return where whoever stands at this door changes a booking."""
    match door.namespace:
        case "workspace":
            return reverse("workspace:diary-booking", args=[door.council.slug, row.id])
        case "account" if row.person_id is not None:
            return reverse("account:booking", kwargs={"booking_id": row.id})
        case _:
            return reverse("public:booking", kwargs={"secret": diary.secret_for_holder(row.id)})


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _with(href: str, asked: Mapping[str, str]) -> str:
    """Return an address with more asked of it."""
    return f"{href}{'&' if '?' in href else '?'}{urlencode(asked)}" if asked else href
