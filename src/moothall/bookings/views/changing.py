"""Seeing a booking, moving it and calling it off; and the list of one's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings import actions, queries
from moothall.bookings.errors import (
    HoldEnded,
    NotBookable,
    NotOpen,
    PaymentDue,
    SlotTaken,
    TooLate,
)
from moothall.bookings.money_reads import money_of
from moothall.bookings.previews import price_if_moved, refund_if_cancelled
from moothall.bookings.queueing.codes import square_code
from moothall.bookings.rows import BookingRow
from moothall.bookings.views import choosing, paying
from moothall.bookings.views.doors import BookingDoor, Door, page
from moothall.bookings.waiting.queries import places_of_person
from moothall.bookings.workflow import Status
from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import Conflict
from moothall.payments.errors import CannotPay


def show(
    request: CouncilRequest, door: BookingDoor, *, now: datetime, problem: str = ""
) -> HttpResponse:
    """Show a booking with what to bring and how to get there; a hold leads to its finishing."""
    row = door.row
    if row.status == Status.HELD:
        return HttpResponseRedirect(door.page("check" if row.name else "details"))
    if row.status in {Status.EXPIRED, Status.RELEASED}:
        return HttpResponseRedirect(door.page("again"))
    is_ahead = row.status == Status.CONFIRMED and row.starts_at > now
    is_free_of_notice = row.closure_id is not None
    values = {
        "row": row,
        "is_ahead": is_ahead,
        **_checking_in(request, row, now=now),
        "may_change": is_ahead and (is_free_of_notice or now <= row.change_until),
        "may_cancel": is_ahead and (is_free_of_notice or now <= row.cancel_until),
        "done": request.GET.get("done", ""),
        "money": money_of(row, now=now),
        "problem": problem,
        "place_href": _place_of(row),
        "call_href": _call_of(door),
    }
    return page(request, "public/booking", door, values, status=409 if problem else 200)


def listed(request: CouncilRequest, door: Door, *, now: datetime) -> HttpResponse:
    """List a person's bookings: those ahead, then those past."""
    person_id = door.person_id
    ahead = queries.bookings_of_person(person_id, now=now) if person_id else []
    past = queries.bookings_of_person(person_id, now=now, is_past=True) if person_id else []
    waiting = places_of_person(person_id) if person_id else []
    values = {"ahead": ahead, "past": past, "waiting": waiting}
    return page(request, "account/bookings", door, values)


def change(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Show the first free time of each day of a month to which a booking can be moved."""
    offered = queries.activity_by_key(door.row.activity_key)
    looking = choosing.look_for(request, door, offered, now=now, party=door.row.party_size)
    days = choosing.days_of_month(request, offered, looking, now=now)
    for one in days["days"]:
        one["href"] = door.page("change-day", day=one["day"].isoformat()) + looking.carried()
    values = {"row": door.row, "activity": offered, "looking": looking, **days}
    return page(request, "public/change", door, values)


def change_day(
    request: CouncilRequest, door: BookingDoor, day: str, *, now: datetime
) -> HttpResponse:
    """Show the times of a day to which a booking can be moved."""
    offered, on = queries.activity_by_key(door.row.activity_key), choosing.day_of(day)
    looking = choosing.look_for(request, door, offered, now=now, party=door.row.party_size)
    free = queries.free_slots(offered.id, on, looking.wish, now=now)
    values = {
        "row": door.row,
        "activity": offered,
        "day": on,
        "places": choosing.slots_by_place(free, is_nearest_first=looking.is_nearest_first),
        "back": door.page("change") + looking.carried(month=f"{on:%Y-%m}"),
    }
    return page(request, "public/change_day", door, values)


def move(request: CouncilRequest, door: BookingDoor, slot: str, *, now: datetime) -> HttpResponse:
    """Show the time as it is and as it will be; then move."""
    starts_at, site_id = choosing.slot_of(slot)
    at = {one.id: one for one in queries.sites()}.get(site_id) if site_id else None
    values = {
        "row": door.row,
        "starts_at": starts_at,
        "site": at,
        "price": price_if_moved(door.row.id, starts_at),
        "back": door.page("change-day", day=localtime(starts_at).date().isoformat()),
    }
    if request.method != "POST":
        return page(request, "public/move", door, values)
    try:
        return _moved_or_held(request, door, starts_at, site_id, now=now)
    except (SlotTaken, NotOpen) as taken:
        more = {"is_taken": True, "next_best": taken.next_best}
        return page(request, "public/move", door, {**values, **more}, status=409)
    except TooLate:
        return show(request, door, now=now, problem=_too_late_to_change())
    except CannotPay:
        problem = _("This cannot be paid for just now. Nothing was taken. Call us.")
        return show(request, door, now=now, problem=problem)
    except (HoldEnded, NotBookable, Conflict):
        return HttpResponseRedirect(door.page())


def pay_move(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Lead on to paying for a new time that is kept."""
    try:
        return paying.pay_for_new_time(request, door, now=now)
    except CannotPay:
        problem = _("This cannot be paid for just now. Nothing was taken. Call us.")
        return show(request, door, now=now, problem=problem)


def _moved_or_held(
    request: CouncilRequest,
    door: BookingDoor,
    starts_at: datetime,
    site_id: UUID | None,
    *,
    now: datetime,
) -> HttpResponse:
    """Move a booking, or keep the new time until what it costs is paid."""
    try:
        actions.move_booking(
            actor=door.actor,
            booking_id=door.row.id,
            starts_at=starts_at,
            site_id=site_id,
            secret=door.secret,
            now=now,
        )
    except PaymentDue:
        return paying.hold_new_time(request, door, starts_at, site_id, now=now)
    return HttpResponseRedirect(f"{door.page()}?done=moved")


def cancel(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Show how much is given back; then call the booking off."""
    row = door.row
    if row.status != Status.CONFIRMED:
        return HttpResponseRedirect(door.page())
    if request.method != "POST":
        values = {
            "row": row,
            "back": refund_if_cancelled(row.id, now=now),
            "paid_pence": money_of(row, now=now).paid_pence,
        }
        return page(request, "public/cancel", door, values)
    try:
        actions.cancel_booking(actor=door.actor, booking_id=row.id, secret=door.secret, now=now)
    except TooLate:
        problem = _("It is too late to cancel here. Call us.")
        return show(request, door, now=now, problem=problem)
    except HoldEnded:
        pass
    return HttpResponseRedirect(f"{door.page()}?done=cancelled")


def _place_of(row: BookingRow) -> str:
    return reverse("public:place-to-come", args=[row.site_key]) if row.site_key else ""


def _call_of(door: BookingDoor) -> str:
    """Return the page of the way into a video call, if it is one."""
    if not door.row.is_video:
        return ""
    return reverse("public:video-call", args=[door.secret]) if door.secret else door.page("video")


def _checking_in(request: CouncilRequest, row: BookingRow, *, now: datetime) -> dict[str, Any]:
    """Return the code and the address by which somebody checks in, where they are to do so."""
    is_asked = row.status == Status.CONFIRMED and row.expects_check_in and now < row.ends_at
    if not is_asked:
        return {"check_in": None}
    address = reverse("public:check-in", args=[row.reference])
    return {
        "check_in": address,
        "code": square_code(request.build_absolute_uri(address)),
        "may_check_in": row.checked_in_at is None and now >= row.check_in_begins_at,
    }


def _too_late_to_change() -> str:
    return _("It is too late to change the time here. Call us.")
