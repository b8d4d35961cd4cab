"""Joining a waiting list and answering an offer, through whichever door somebody comes."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.bookings import queries
from moothall.bookings.actions import Held
from moothall.bookings.details import Details
from moothall.bookings.errors import NotBookable, TooManyBookings
from moothall.bookings.rows import ActivityRow, in_language
from moothall.bookings.views.doors import Door, page
from moothall.bookings.views.finishing import too_many
from moothall.bookings.waiting.actions import (
    accept_offer,
    decline_offer,
    join_waiting_list,
    leave_waiting_list,
)
from moothall.bookings.waiting.errors import CannotBeTold, NoWaitingList, OfferEnded
from moothall.bookings.waiting.forms import JoinForm
from moothall.bookings.waiting.links import token_of
from moothall.bookings.waiting.queries import WaitingRow, number_ahead, waiting_place
from moothall.bookings.workflow import Status
from moothall.councils.requests import CouncilRequest
from moothall.kernel import rate_limits
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import NotFound
from moothall.kernel.visitors import address_of
from moothall.people.queries import person_detail

_PERIOD = timedelta(minutes=15)
_MOST_JOINS = 20


def join(request: CouncilRequest, door: Door, key: str, *, now: datetime) -> HttpResponse:
    """Ask which times suit somebody, and put them at the end of the line."""
    activity = queries.activity_by_key(key)
    if not activity.has_waiting_list or activity.audience not in door.audiences:
        raise NotFound("There is no waiting list for this.")
    form = join_form(request, door, activity, now=now)
    if request.method != "POST":
        return _join_page(request, door, activity, form)
    if not _may_try(request, now=now):
        form.add_error(None, _("You have tried too often. Wait a quarter of an hour."))
        return _join_page(request, door, activity, form, status=429)
    entry_id = joined(request, door, activity, form, now=now) if form.is_valid() else None
    if entry_id is None:
        return _join_page(request, door, activity, form, status=422)
    return HttpResponseRedirect(place_of(door, entry_id))


def join_form(
    request: CouncilRequest, door: Door, activity: ActivityRow, *, now: datetime
) -> JoinForm:
    """Return the form, filled with the days that the address names and with what is known."""
    sites = queries.sites_of_activity(activity.id, now=now)
    first, last = _span(request, today=localdate(now))
    return JoinForm(
        request.POST if request.method == "POST" else None,
        initial={"first_on": first, "last_on": last, **_known(door)},
        sites=[(str(one.id), in_language(one.name, door.language)) for one in sites],
        party_most=activity.party_most,
    )


def joined(
    request: CouncilRequest, door: Door, activity: ActivityRow, form: JoinForm, *, now: datetime
) -> UUID | None:
    """Put somebody on the list; return their place, or nothing and say why in the form."""
    told = form.cleaned_data
    try:
        entry = join_waiting_list(
            actor=door.actor,
            activity_id=activity.id,
            wanted=form.wanted,
            details=Details(
                name=told["name"],
                email=told["email"],
                phone=told["phone"],
                language=door.language,
                person_id=door.person_id,
            ),
            now=now,
        )
    except (NoWaitingList, NotBookable):
        form.add_error("last_on", _("Enter a last day that is today or later"))
    except CannotBeTold:
        form.add_error("email", _("Enter an email address. We cannot send a text to this number."))
    except CardNumberRefused:
        form.add_error("name", _("Enter your name, and never a card number"))
    else:
        return UUID(str(entry.pk))
    return None


def place(request: CouncilRequest, door: Door, row: WaitingRow, *, now: datetime) -> HttpResponse:
    """Show somebody their place in line and what they are offered; take their answer."""
    if request.method != "POST":
        return _place_page(request, door, row)
    act = request.POST.get("act", "")
    try:
        if act == "accept":
            return HttpResponseRedirect(_booked(door, accept_offer(entry_id=row.id, now=now)))
        if act == "decline":
            decline_offer(entry_id=row.id, now=now)
        elif act == "leave":
            leave_waiting_list(entry_id=row.id, now=now)
    except OfferEnded:
        ended = _("This time is not kept for you any more.")
        return _place_page(request, door, waiting_place(row.id), problem=ended)
    except TooManyBookings:
        return _place_page(request, door, row, problem=too_many())
    return HttpResponseRedirect(place_of(door, row.id))


def place_of(door: Door, entry_id: UUID) -> str:
    """Return the address of somebody's place in line."""
    if door.person_id is None:
        return door.url("waiting-place", token=token_of(entry_id))
    return door.url("waiting-place", entry_id=entry_id)


def _span(request: CouncilRequest, *, today: date) -> tuple[date | None, date | None]:
    """Return the day, or what is left of the month, that an address names."""
    day, month = request.GET.get("day", ""), request.GET.get("month", "")
    try:
        if day:
            return date.fromisoformat(day), date.fromisoformat(day)
        if month:
            first = date.fromisoformat(f"{month}-01")
            last = first.replace(day=monthrange(first.year, first.month)[1])
            return max(first, today), last
    except ValueError:
        pass
    return None, None


def _known(door: Door) -> dict[str, str]:
    if door.person_id is None:
        return {}
    person = person_detail(door.person_id)
    return {"name": person.name, "email": person.first("email"), "phone": person.first("phone")}


def _may_try(request: CouncilRequest, *, now: datetime) -> bool:
    return rate_limits.allow(
        f"waiting:{request.council.id}:from:{address_of(request)}",
        limit=_MOST_JOINS,
        per=_PERIOD,
        now=now,
    )


def _booked(door: Door, held: Held) -> str:
    """Return where the time that somebody took is paid for, or seen."""
    name = "booking-check" if held.booking.status == Status.HELD else "booking"
    if door.person_id is None:
        return door.url(name, secret=held.secret)
    return door.url(name, booking_id=held.booking.pk)


def _join_page(
    request: CouncilRequest, door: Door, activity: ActivityRow, form: JoinForm, status: int = 200
) -> HttpResponse:
    back = door.url("book-activity", key=activity.key)
    values = {"form": form, "activity": activity, "back": back}
    return page(request, "public/waiting_join", door, values, status=status)


def _place_page(
    request: CouncilRequest,
    door: Door,
    row: WaitingRow,
    *,
    problem: str = "",
) -> HttpResponse:
    values = {
        "row": row,
        "where": in_language(row.offer_site_name or row.site_name, door.language),
        "ahead": number_ahead(row.id),
        "problem": problem,
    }
    status = 409 if problem else 200
    response = page(request, "public/waiting_place", door, values, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"  # its address is the key to the place
    return response
