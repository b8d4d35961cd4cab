"""Booking for somebody on the telephone or at a desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings import queries
from moothall.bookings.booking_for import booked_by_form
from moothall.bookings.policies import BOOK
from moothall.bookings.questions import questions_of
from moothall.bookings.slots import Wish
from moothall.bookings.staff_forms import BookForm
from moothall.bookings.views.screens import day_asked, screen, today
from moothall.bookings.views.workspace import EVERYBODY
from moothall.bookings.views.workspace_money import to_payment
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.payments.policies import TAKE


@for_council(BOOK)
def book(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """Choose an activity and a day, then a time and whom it is for; all on one page."""
    offered = queries.activities(audiences=EVERYBODY)
    activity = next((one for one in offered if one.key == request.GET.get("activity")), None)
    day = day_asked(request.GET.get("on", ""), today(council))
    form = BookForm(
        request.POST if request.method == "POST" else None,
        initial={"slot": request.GET.get("slot", "")},
    )
    if activity is not None and form.is_valid():
        booking_id = booked_by_form(actor_of(request), form, activity, now=clock.now())
        if booking_id is not None:
            return _lead_on(request, council, booking_id)
    slots = (
        queries.free_slots(activity.id, day, Wish(is_staff=True), now=clock.now())
        if activity
        else []
    )
    return screen(
        request,
        council,
        "book",
        activities=offered,
        activity=activity,
        day=day,
        slots=slots,
        form=form,
        asked=questions_of(activity.form_key, activity.key, council_id=council.id)
        if activity
        else None,
        status=422 if form.is_bound and form.errors else 200,
    )


def _lead_on(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Lead on to taking the payment where something is due, and they may; else to the booking."""
    row = queries.booking(booking_id)
    if not row.due_pence:
        said = _("Booked. The reference is %(reference)s.")
        messages.success(request, said % {"reference": row.reference})
    elif row.held_until is not None:
        said = _("%(reference)s is held until %(until)s. It is booked once it is paid.")
        until = date_format(localtime(row.held_until), "j F Y H:i")
        messages.success(request, said % {"reference": row.reference, "until": until})
        if actor_of(request).may(TAKE, council.id):
            return to_payment(request, council, row)
    return redirect("workspace:diary-booking", council.slug, booking_id)
