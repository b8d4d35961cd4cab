"""The adviser's page: which counter, who is next, and what is done with whoever is there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings.policies import DESK
from moothall.bookings.queueing import queries, serving
from moothall.bookings.queueing.actions import local_day
from moothall.bookings.queueing.errors import CounterTaken, NoCounter
from moothall.bookings.queueing.forms import CounterForm
from moothall.bookings.queueing.rows import HallRow, QueueSite
from moothall.bookings.queueing.views.frames import NOTHING_NEW
from moothall.bookings.queueing.views.screens import screen
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound, TransitionNotAllowed

#: The pages that have these buttons, by what a button says of where it stands.
_PAGES = {"reception": "workspace:walk-in-reception", "front": "workspace:front-desk"}


@for_council(DESK)
def places(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """List the sites with a queue; lead on if there is one."""
    found = [one for one in queries.queue_sites() if one.has_queue]
    if len(found) == 1:
        return redirect("workspace:walk-in-counter", council.slug, found[0].key)
    return screen(request, council, "queue_places", sites=found)


@for_council(DESK)
def counter(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Show an adviser whom they serve and who waits."""
    at = queries.queue_site(site)
    hall = hall_of(council, at)
    me = actor_of(request).identifier
    mine = next((one for one in hall.counters if one.staff_identifier == me), None)
    if mine is None:
        return redirect("workspace:walk-in-stand", council.slug, at.key)
    return screen(
        request,
        council,
        "queue_counter",
        site=at,
        hall=hall,
        counter=mine,
        here=[one for one in hall.called if one.called_by == me],
        others=[one for one in hall.counters if one.staff_identifier != me],
        times=queries.waiting_times(site_id=at.id, on=local_day(council.id, clock.now())),
    )


@for_council(DESK)
def stand(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Ask at which counter somebody is, and what they serve."""
    at = queries.queue_site(site)
    hall = hall_of(council, at)
    me = actor_of(request).identifier
    mine = next((one for one in hall.counters if one.staff_identifier == me), None)
    initial = {"desk": mine.desk, "services": list(mine.service_keys)} if mine else None
    posted = request.POST if request.method == "POST" else None
    form = CounterForm(posted, initial=initial, offered=hall.services)
    if form.is_valid():
        try:
            serving.stand_at_counter(
                actor=actor_of(request),
                site_id=at.id,
                desk=form.cleaned_data["desk"],
                service_keys=form.cleaned_data["services"],
                now=clock.now(),
            )
        except CounterTaken as taken:
            told = {"name": taken.staff_name}
            form.add_error("desk", _("%(name)s is serving somebody at this counter.") % told)
        else:
            return redirect("workspace:walk-in-counter", council.slug, at.key)
    status = 422 if form.is_bound else 200
    return screen(request, council, "queue_stand", site=at, form=form, hall=hall, status=status)


@require_POST
@for_council(DESK)
def leave(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Leave the counter."""
    at = queries.queue_site(site)
    serving.leave_counter(actor=actor_of(request), site_id=at.id, now=clock.now())
    messages.success(request, _("You have left your counter."))
    return redirect("workspace:walk-in-stand", council.slug, at.key)


@require_POST
@for_council(DESK)
def call_next(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Call whoever is next."""
    at = queries.queue_site(site)
    try:
        ticket = serving.call_next(actor=actor_of(request), site_id=at.id, now=clock.now())
    except NoCounter:
        return redirect("workspace:walk-in-stand", council.slug, at.key)
    if ticket is None:
        messages.info(request, _("Nobody waits whom you can call now."))
    return back(request, council, at)


@require_POST
@for_council(DESK)
def on_ticket(
    request: HttpRequest, council: CouncilRow, site: str, ticket_id: UUID
) -> HttpResponseBase:
    """Do with one ticket what the button says."""
    at = queries.queue_site(site)
    act = serving.ON_TICKET.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(actor=actor_of(request), ticket_id=ticket_id, now=clock.now())
    except NoCounter:
        return redirect("workspace:walk-in-stand", council.slug, at.key)
    except TransitionNotAllowed:
        messages.error(request, _("Somebody else has dealt with this ticket meanwhile."))
    return back(request, council, at)


@require_POST
@for_council(DESK)
def hand_over(
    request: HttpRequest, council: CouncilRow, site: str, ticket_id: UUID
) -> HttpResponseBase:
    """Let another service or another adviser serve whoever is at the counter."""
    at = queries.queue_site(site)
    kind, _dot, which = request.POST.get("to", "").partition(".")
    try:
        serving.hand_over(
            actor=actor_of(request),
            ticket_id=ticket_id,
            service_id=UUID(which) if kind != "staff" else None,
            to_staff=which if kind == "staff" else "",
            now=clock.now(),
        )
    except (ValueError, NotFound):
        messages.error(request, _("Choose to whom you hand them over."))
    except TransitionNotAllowed:
        messages.error(request, _("Somebody else has dealt with this ticket meanwhile."))
    else:
        messages.success(request, _("Handed over. They keep their number and are next."))
    return back(request, council, at)


@for_council(DESK)
def news(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Say, to the page itself, how many wait and whether the lists on it are still right."""
    at = queries.queue_site(site)
    hall = hall_of(council, at)
    if request.GET.get("seen") == hall.seen:
        return HttpResponse(status=NOTHING_NEW)
    page = "reception" if request.GET.get("page") == "reception" else "counter"
    return screen(request, council, "queue_news", hall=hall, site=at, page=page, is_new=True)


def hall_of(council: CouncilRow, at: QueueSite) -> HallRow:
    """Return a site's queue of today."""
    now = clock.now()
    return queries.hall(site_id=at.id, on=local_day(council.id, now), now=now)


def back(request: HttpRequest, council: CouncilRow, at: QueueSite) -> HttpResponseBase:
    """Lead back to the page whose button it was."""
    page = _PAGES.get(request.POST.get("from", ""), "workspace:walk-in-counter")
    return redirect(page, council.slug, at.key)
