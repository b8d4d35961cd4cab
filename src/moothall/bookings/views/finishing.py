"""Finishing what is held: details, a look over them, and the promise or the basket."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from moothall.bookings import actions, queries
from moothall.bookings.actions import Request
from moothall.bookings.details import Details
from moothall.bookings.errors import (
    HoldEnded,
    NotBookable,
    NotOpen,
    PaymentDue,
    SlotTaken,
    TooManyBookings,
    TooManyHolds,
)
from moothall.bookings.forms import DetailsForm
from moothall.bookings.limits import too_many_holds
from moothall.bookings.questions import address_of
from moothall.bookings.rows import Slot
from moothall.bookings.slots import Wish
from moothall.bookings.views import paying
from moothall.bookings.views.choosing import slot_of
from moothall.bookings.views.doors import BookingDoor, page
from moothall.bookings.workflow import Status
from moothall.councils.requests import CouncilRequest
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.people.queries import person_detail

#: In these there is something to finish; one that ran out is had all the same while it is free.
_UNFINISHED = frozenset({Status.HELD, Status.EXPIRED})


def details(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Ask whom the time is for."""
    if elsewhere := asked_elsewhere(door):
        return elsewhere
    if door.row.status not in _UNFINISHED:
        return HttpResponseRedirect(door.page())
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=_known(door))
    if form.is_valid():
        try:
            _fill(door, form.cleaned_data, now=now)
            return HttpResponseRedirect(door.page("check"))
        except HoldEnded:
            return HttpResponseRedirect(door.page())
    values = {"form": form, **held_values(door, now=now)}
    return page(request, "public/details", door, values, status=422 if form.is_bound else 200)


def check(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Show what was said; then promise the time, or put its fee into the basket."""
    row = door.row
    if elsewhere := asked_elsewhere(door):
        return elsewhere
    if row.status not in _UNFINISHED:
        return HttpResponseRedirect(door.page())
    if not row.name:
        return HttpResponseRedirect(door.page("details"))
    if request.method == "POST":
        return _finish(request, door, now=now)
    return _check_page(request, door, now=now)


def keep(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Keep the time longer, or say that it cannot be."""
    if elsewhere := asked_elsewhere(door):
        return elsewhere
    try:
        actions.extend_hold(actor=door.actor, booking_id=door.row.id, secret=door.secret, now=now)
    except HoldEnded:
        return HttpResponseRedirect(door.page("again"))
    return HttpResponseRedirect(door.page("check" if door.row.name else "details"))


def release(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Give the time back, and lead to the times again."""
    if elsewhere := asked_elsewhere(door):
        return elsewhere
    actions.release_hold(actor=door.actor, booking_id=door.row.id, secret=door.secret, now=now)
    return HttpResponseRedirect(door.url("book-activity", key=door.row.activity_key))


def again(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    """Offer the times nearest to one that is gone; keep another with the same details."""
    if elsewhere := asked_elsewhere(door):
        return elsewhere
    if door.row.status == Status.CONFIRMED:
        return HttpResponseRedirect(door.page())
    if request.method != "POST":
        return gone(request, door, _next_best(door, now=now), status=200)
    starts_at, site_id = slot_of(request.POST.get("slot", ""))
    row = door.row
    try:
        held = actions.hold_slot(
            actor=door.actor,
            activity_id=row.activity_id,
            starts_at=starts_at,
            now=now,
            request=Request(
                party_size=row.party_size,
                site_id=site_id,
                person_id=door.person_id,
                language=door.language,
                once=f"again {row.id} {door.secret}",
            ),
        )
        paying.require_within_limits(request, door, [held], now=now)
    except (SlotTaken, NotOpen) as taken:
        return gone(request, door, taken.next_best)
    except (TooManyBookings, TooManyHolds, NotBookable) as refusal:
        is_busy = isinstance(refusal, TooManyHolds)
        problem = too_many_holds() if is_busy else too_many()
        return gone(request, door, (), problem=problem, status=429 if is_busy else 409)
    actions.release_hold(actor=door.actor, booking_id=row.id, secret=door.secret, now=now)
    if row.name:
        actions.fill_in_booking(
            actor=door.actor, booking_id=held.booking.pk, secret=held.secret, now=now,
            details=_details_of(door),
        )  # fmt: skip
    parts = {"booking_id": held.booking.pk} if door.person_id else {"secret": held.secret}
    name = "booking-check" if row.name else "booking-details"
    return HttpResponseRedirect(door.url(name, **parts))


def asked_elsewhere(door: BookingDoor) -> HttpResponse | None:
    """Lead to the form that asks the rest, which alone finishes such a booking; else nothing."""
    if door.row.status not in _UNFINISHED or not door.row.submission_key:
        return None
    href = address_of(door.row.submission_key, language=door.language)
    return HttpResponseRedirect(href) if href else None


def gone(
    request: CouncilRequest,
    door: BookingDoor,
    next_best: "tuple[Slot, ...] | list[Slot]",
    *,
    problem: str = "",
    status: int = 409,
) -> HttpResponse:
    """Say that the time cannot be had, that nothing is lost, and what is free instead."""
    values = {"row": door.row, "next_best": next_best, "problem": problem}
    return page(request, "public/gone", door, values, status=status)


def held_values(door: BookingDoor, *, now: datetime) -> dict[str, Any]:
    """Return what pages say of how long a time is kept."""
    until = door.row.held_until
    seconds = int((until - now).total_seconds()) if until else 0
    is_over = door.row.status == Status.EXPIRED or seconds <= 0
    return {"row": door.row, "is_over": is_over, "seconds_left": max(seconds, 0)}


def too_many() -> str:
    """Say that somebody has enough of these."""
    return _("You have as many of these ahead as one person may. Cancel one first.")


def _finish(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    try:
        actions.confirm_booking(
            actor=door.actor, booking_id=door.row.id, secret=door.secret, now=now
        )
    except PaymentDue:
        return _to_basket(request, door, now=now)
    except (SlotTaken, NotOpen) as taken:
        return gone(request, door, taken.next_best or _next_best(door, now=now))
    except HoldEnded:
        return gone(request, door, _next_best(door, now=now))
    except TooManyBookings:
        return _check_page(request, door, now=now, problem=too_many())
    return HttpResponseRedirect(door.page())


def _to_basket(request: CouncilRequest, door: BookingDoor, *, now: datetime) -> HttpResponse:
    basket, secret = basket_to_fill(request, actor=door.actor, now=now, person_id=door.person_id)
    try:
        actions.put_fee_in_basket(
            actor=door.actor, booking_id=door.row.id, basket_id=basket.pk, secret=door.secret,
            now=now,
        )  # fmt: skip
    except HoldEnded:
        return gone(request, door, _next_best(door, now=now))
    except CannotPay:
        problem = _("This cannot be paid for just now. Nothing was taken. Call us.")
        return _check_page(request, door, now=now, problem=problem)
    except (BasketPaid, PaymentUnderWay):
        pass  # its basket says how that stands
    response = HttpResponseRedirect(door.url("basket"))
    remember_basket(response, "" if door.person_id else secret)
    return response


def _check_page(
    request: CouncilRequest, door: BookingDoor, *, now: datetime, problem: str = ""
) -> HttpResponse:
    values = {
        "problem": problem,
        "has_fee": bool(door.row.due_pence),
        **held_values(door, now=now),
    }
    return page(request, "public/check", door, values, status=422 if problem else 200)


def _fill(door: BookingDoor, given: dict[str, Any], *, now: datetime) -> None:
    actions.fill_in_booking(
        actor=door.actor,
        booking_id=door.row.id,
        secret=door.secret,
        details=Details(
            name=given["name"],
            email=given["email"],
            phone=given["phone"],
            note=given["note"],
            language=door.language,
            is_video=door.row.is_video,
            person_id=door.person_id,
        ),
        now=now,
    )


def _details_of(door: BookingDoor) -> Details:
    row = door.row
    return Details(
        name=row.name,
        email=row.email,
        phone=row.phone,
        note=row.note,
        language=row.language,
        is_video=row.is_video,
        person_id=door.person_id,
    )


def _next_best(door: BookingDoor, *, now: datetime) -> list[Slot]:
    row = door.row
    wish = Wish(party_size=row.party_size, site_id=row.site_id)
    return queries.next_best(row.activity_id, row.starts_at, wish, now=now)


def _known(door: BookingDoor) -> dict[str, str]:
    """Return what is known of whoever books: what they said before, else their account's."""
    row = door.row
    if row.name:
        return {"name": row.name, "email": row.email, "phone": row.phone, "note": row.note}
    if door.person_id is None:
        return {}
    person = person_detail(door.person_id)
    return {"name": person.name, "email": person.first("email"), "phone": person.first("phone")}
