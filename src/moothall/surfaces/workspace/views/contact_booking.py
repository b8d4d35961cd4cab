"""Booking from a contact: the diary opens with the caller filled in, and leads back to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.bookings import queries
from moothall.bookings.models.activity import Audience
from moothall.bookings.policies import BOOK
from moothall.bookings.questions import questions_of
from moothall.bookings.slots import Wish
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.staff_forms import BookForm
from moothall.bookings.staff_words import said
from moothall.cases.contact.actions import note_deed
from moothall.cases.contact.words import Deed
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.kernel.money import pounds
from moothall.kernel.scope import acting_for
from moothall.payments.errors import CannotPay
from moothall.people.sight import sighted
from moothall.surfaces.workspace import contact_screen
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting_in, frame
from moothall.surfaces.workspace.booking_in_contact import Booked, book_in_contact
from moothall.surfaces.workspace.contact_screen import Caller

_MOST_BOOKINGS = 10
_EVERYBODY = tuple(one.value for one in Audience)


@staff(BOOK)
@sighted
def book(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Choose an activity, a day and a time for whoever is in touch; or what they booked before."""
    now = clock.now()
    here, caller = contact_screen.caller_of_contact(request, contact_id, now)
    council, contact = caller.council, caller.contact
    acting_in(request, council.id, BOOK)
    if contact is None or not contact.is_open:
        return redirect(here.address("workspace:calls"))
    with acting_for(council.id):
        if "booking" in request.POST:
            return _to_booked(request, caller, contact_id)
        return _page(request, here, caller)


def _page(request: StaffRequest, here: Acting, caller: Caller) -> HttpResponse:
    now = clock.now()
    offered = queries.activities(audiences=_EVERYBODY)
    activity = next((one for one in offered if one.key == request.GET.get("activity")), None)
    day = day_asked(request.GET.get("on", ""), today_at(caller.council.time_zone, now))
    form = BookForm(request.POST if request.method == "POST" else None, initial=_known(caller))
    if activity is not None and form.is_valid():
        done = _booked(request, here, caller, form=form, activity=activity)
        if done is not None:
            return done
    context = {
        **frame(request, here),
        "caller": caller,
        "number": here.number(caller.council.id),
        "activities": offered,
        "activity": activity,
        "day": day,
        "slots": queries.free_slots(activity.id, day, Wish(is_staff=True), now=now)
        if activity
        else [],
        "form": form,
        "asked": questions_of(activity.form_key, activity.key, council_id=caller.council.id)
        if activity
        else None,
        "booked": queries.bookings_of_person(caller.person.id, now=now, limit=_MOST_BOOKINGS)
        if caller.person
        else [],
        "said": said,
        "pounds": pounds,
        "action": request.get_full_path(),
        "back": _contact(here, caller),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/contact_book.html", context, status=status)


def _booked(
    request: StaffRequest, here: Acting, caller: Caller, *, form: BookForm, activity: Any
) -> HttpResponse | None:
    """Book, and lead back to the contact or on to the payment; nothing where the form says why."""
    try:
        booked = book_in_contact(
            actor=request.actor, caller=caller, form=form, activity=activity, now=clock.now()
        )
    except CannotPay:
        form.add_error("slot", _("The council takes no payments for this just now."))
        return None
    if booked is None:
        return None
    _say(request, booked)
    if booked.basket_id is not None:
        return redirect(here.address("workspace:take", booked.basket_id))
    return redirect(_contact(here, caller))


def _say(request: StaffRequest, booked: Booked) -> None:
    row = booked.row
    if row.due_pence:
        told = _("%(reference)s is held until it is paid. It is booked then.")
    else:
        told = _("Booked. The reference is %(reference)s.")
    messages.success(request, told % {"reference": row.reference})


def _to_booked(request: StaffRequest, caller: Caller, contact_id: UUID) -> HttpResponse:
    """Count that a booking of theirs is changed, and lead to it; the strip on top leads back."""
    asked = request.POST["booking"]
    mine = (
        queries.bookings_of_person(caller.person.id, now=clock.now(), limit=_MOST_BOOKINGS)
        if caller.person
        else []
    )
    row = next((one for one in mine if str(one.id) == asked), None)
    if row is None:
        raise NotFound("They have no such booking.")
    note_deed(actor=request.actor, contact_id=contact_id, deed=Deed.BOOKING, now=clock.now())
    return redirect(reverse("workspace:diary-booking", args=[caller.council.slug, row.id]))


def _known(caller: Caller) -> dict[str, Any]:
    """Return what need not be typed of a caller whose details may be read."""
    person = caller.person
    if person is None:
        return {"language": caller.council.languages[0]}
    known = {"name": person.name, "language": person.language}
    if person.is_withheld:
        return known
    return {**known, "email": person.email, "phone": person.phone}


def _contact(here: Acting, caller: Caller) -> str:
    assert caller.contact is not None  # noqa: S101 - for the types alone
    return here.address("workspace:contact", caller.contact.id)


def today_at(zone: str, now: datetime) -> date:
    """Return the day that it is by a council's clock."""
    return local_of(now, ZoneInfo(zone))[0]


def day_asked(text: str, otherwise: date) -> date:
    """Return the day that an address names, or another where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
