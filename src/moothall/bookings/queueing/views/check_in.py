"""Checking in by oneself: at a kiosk in the place, or on one's own phone by the booking's code."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.bookings import queries as bookings
from moothall.bookings.queueing import queries
from moothall.bookings.queueing.arriving import Arrival, arrive_oneself
from moothall.bookings.queueing.codes import booking_of_code
from moothall.bookings.queueing.forms import CodeForm
from moothall.bookings.queueing.links import token_of
from moothall.bookings.queueing.views.frames import (
    KIOSK,
    KIOSK_TYPING_SECONDS,
    back_to_start,
    is_kiosk,
    may_guess,
    public_page,
)
from moothall.bookings.queueing.words import NOT_CHECKED_IN, why_not_checked_in
from moothall.bookings.rows import BookingRow
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.errors import MoothallError, NotFound

_TRIED_TOO_OFTEN = 429


@public
@require_http_methods(["GET", "HEAD", "POST"])
def at_place(request: CouncilRequest, site: str) -> HttpResponseBase:
    """Let somebody at a place type the reference of their booking, or hold its code to a reader."""
    at = queries.queue_site(site, with_queue=False)
    who = KIOSK if is_kiosk(request) else "own"
    here = f"{reverse('public:check-in-at', args=[at.key])}?{who}=1"
    if request.method != "POST" and "done" in request.GET:
        response = public_page(request, "checked_in", site=at, start=here, row=None)
        return back_to_start(response, here) if is_kiosk(request) else response
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            row = booking_of_code(form.cleaned_data["code"])
            arrival = arrive_oneself(booking_id=row.id, site_id=at.id, now=clock.now())
        except NOT_CHECKED_IN as error:
            status = _refused(request, error)
            is_tried = status == _TRIED_TOO_OFTEN
            form.add_error("code", _too_often() if is_tried else why_not_checked_in(error))
        else:
            return _to_ticket(request, arrival) or redirect(f"{here}&done=1")
    response = public_page(request, "check_in_at", status=status, site=at, form=form, here=here)
    if is_kiosk(request) and form.is_bound:
        return back_to_start(response, here, KIOSK_TYPING_SECONDS)
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def by_reference(request: CouncilRequest, reference: str) -> HttpResponseBase:
    """Let whoever has a booking's code check in on their phone; it says no name and no purpose."""
    try:
        row = bookings.booking_by_reference(reference)
    except NotFound:
        if not may_guess(request):
            return HttpResponse(_too_often(), status=_TRIED_TOO_OFTEN, content_type="text/plain")
        raise
    if request.method != "POST":
        return _by_reference_page(request, row)
    try:
        arrival = arrive_oneself(booking_id=row.id, now=clock.now())
    except NOT_CHECKED_IN as error:
        return _by_reference_page(request, row, why_not_checked_in(error), status=409)
    return _to_ticket(request, arrival) or redirect("public:check-in", row.reference)


def _by_reference_page(
    request: CouncilRequest, row: BookingRow, problem: str = "", *, status: int = 200
) -> HttpResponse:
    ticket = queries.ticket_of_booking(row.id) if row.checked_in_at else None
    return public_page(
        request,
        "check_in",
        status=status,
        row=row,
        problem=problem,
        ticket=ticket and {"token": token_of(ticket[0]), "label": ticket[1]},
    )


def _to_ticket(request: CouncilRequest, arrival: Arrival) -> HttpResponseBase | None:
    """Lead to the ticket of whoever has checked in, where people are called by number."""
    if arrival.ticket is None:
        return None
    response = redirect("public:queue-ticket", token=token_of(arrival.ticket.pk))
    if is_kiosk(request):
        response["Location"] += f"?{KIOSK}=1"
    return response


def _refused(request: CouncilRequest, error: MoothallError) -> int:
    """Count what was no reference, and return the answer's status."""
    if isinstance(error, NotFound) and not may_guess(request):
        return _TRIED_TOO_OFTEN
    return 422


def _too_often() -> str:
    return _("You have tried too often. Ask at reception.")
