"""The waiting list in the workspace: who waits, and what staff do for them on the telephone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.bookings import policies, queries
from moothall.bookings.errors import NotBookable, TooManyBookings
from moothall.bookings.views.screens import screen
from moothall.bookings.views.workspace import EVERYBODY
from moothall.bookings.waiting.actions import (
    accept_offer,
    decline_offer,
    join_waiting_list,
    leave_waiting_list,
    require_may_answer,
)
from moothall.bookings.waiting.errors import NoWaitingList, OfferEnded
from moothall.bookings.waiting.queries import number_ahead, waiting_list, waiting_place
from moothall.bookings.waiting.staff_forms import AddForm
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import NotFound


@for_council(policies.VIEW)
def listed(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show staff who waits, the first in line first, for one thing or for all."""
    offered = [one for one in queries.activities(audiences=EVERYBODY) if one.has_waiting_list]
    chosen = next((one for one in offered if one.key == request.GET.get("activity")), None)
    rows = waiting_list(activity_key=chosen.key if chosen else "")
    return screen(request, council, "waiting_list", rows=rows, activities=offered, chosen=chosen)


@for_council(policies.VIEW)
def one(request: HttpRequest, council: CouncilRow, entry_id: UUID) -> HttpResponseBase:
    """Show one place in line; answer an offer for its person, or take them off."""
    row = waiting_place(entry_id)
    if request.method == "POST":
        require_may_answer(actor_of(request), council.id)
        return _answer(request, council, entry_id)
    return screen(request, council, "waiting_one", row=row, ahead=number_ahead(entry_id))


@for_council(policies.BOOK)
def add(request: HttpRequest, council: CouncilRow, key: str) -> HttpResponseBase:
    """Put somebody on a list who calls or stands at the desk."""
    activity = queries.activity_by_key(key)
    if not activity.has_waiting_list:
        raise NotFound("There is no waiting list for this.")
    sites = queries.sites_of_activity(activity.id, now=clock.now())
    form = AddForm(
        request.POST if request.method == "POST" else None,
        sites=[(str(site.id), site.name["en"]) for site in sites],
        party_most=activity.party_most,
    )
    if form.is_valid():
        try:
            entry = join_waiting_list(
                actor=actor_of(request),
                activity_id=activity.id,
                wanted=form.wanted,
                details=form.details,
                now=clock.now(),
            )
        except (NoWaitingList, NotBookable):
            form.add_error("last_on", _("Enter a last day that is today or later"))
        except CardNumberRefused:
            form.add_error("name", _("Take the card number out. Never write one down."))
        else:
            messages.success(request, _("They are on the waiting list."))
            return redirect("workspace:waiting-one", council.slug, entry.pk)
    status = 422 if form.is_bound else 200
    return screen(request, council, "waiting_add", form=form, activity=activity, status=status)


def _answer(request: HttpRequest, council: CouncilRow, entry_id: UUID) -> HttpResponseBase:
    act, now = request.POST.get("act", ""), clock.now()
    try:
        if act == "accept":
            held = accept_offer(entry_id=entry_id, now=now)
            messages.success(request, _("The time is theirs."))
            return redirect("workspace:diary-booking", council.slug, held.booking.pk)
        if act == "decline":
            decline_offer(entry_id=entry_id, now=now)
            messages.success(request, _("The time goes to the next. They keep their place."))
        elif act == "leave":
            leave_waiting_list(entry_id=entry_id, now=now)
            messages.success(request, _("They are off the waiting list."))
    except OfferEnded:
        messages.error(request, _("This time is not kept for them any more."))
    except TooManyBookings:
        messages.error(request, _("This is more than can be booked at once by one person."))
    return redirect("workspace:waiting-list", council.slug)
