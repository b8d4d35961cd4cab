"""The front desk: who waits and how long, counters, tickets, and who was handed over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings.policies import DESK
from moothall.bookings.queueing import queries as queueing
from moothall.bookings.staff_words import said
from moothall.cases.contact.queries import contact_of
from moothall.cases.policies import VISIT
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace import desk, front_desk
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame

_NOTHING_NEW = 204
_MINUTE = 60


@staff(DESK)
def places(request: StaffRequest) -> HttpResponse:
    """List the sites with a queue of all councils that somebody works for; lead on if it is one."""
    here = acting(request, DESK)
    found: list[dict[str, Any]] = []
    for council in here.chosen:
        with acting_for(council.id):
            found += [
                {"site": one, "council": council, "number": here.number(council.id)}
                for one in queueing.queue_sites()
                if one.has_queue
            ]
    if len(found) == 1:
        [one] = found
        return redirect("workspace:front-desk", one["council"].slug, one["site"].key)
    context = {**frame(request, here, switcher=True), "sites": found, "said": said}
    return render(request, "workspace/front_desks.html", context)


@for_council(DESK)
def front(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Show all of a site's front desk on one page."""
    return _page(request, council, site, "workspace/front_desk.html")


@for_council(DESK)
def news(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Say, to the page itself, what has changed; nothing where nothing has."""
    at = queueing.queue_site(site)
    hall = front_desk.hall_at(actor_of(request), council, at, now=clock.now())
    if request.GET.get("seen") == hall.seen:
        return HttpResponse(status=_NOTHING_NEW)
    was = request.GET.get("queue", "")
    return _shown(
        request, council, "workspace/parts/front_desk_now.html", at, hall,
        is_new=was != hall.queue.seen, queue_seen=was,
    )  # fmt: skip


@require_POST
@for_council(DESK)
def begin(
    request: HttpRequest, council: CouncilRow, site: str, ticket_id: UUID
) -> HttpResponseBase:
    """Begin the contact of whoever is at the counter, and lead to it."""
    actor = actor_of(request)
    try:
        contact_id = front_desk.begin_visit_of_ticket(
            actor=actor,
            council=council,
            site=queueing.queue_site(site),
            ticket_id=ticket_id,
            now=clock.now(),
        )
        contact = contact_of(actor, contact_id)
    except NotFound:
        messages.error(request, _("Somebody else has dealt with this ticket meanwhile."))
        return redirect("workspace:front-desk", council.slug, site)
    if contact.is_open and actor.may(front_desk.LOG, council.id):
        desk.remember(request.session, contact)
    return redirect(front_desk.page_of(actor, council.id), contact_id)


def _page(request: HttpRequest, council: CouncilRow, site: str, template: str) -> HttpResponse:
    at = queueing.queue_site(site)
    hall = front_desk.hall_at(actor_of(request), council, at, now=clock.now())
    return _shown(request, council, template, at, hall, queue_seen=hall.queue.seen)


def _shown(
    request: HttpRequest, council: CouncilRow, template: str, site: Any, hall: Any, **more: Any
) -> HttpResponse:
    context = {
        "council": council,
        "acting_for": [{"name": council.name}],
        "site": site,
        "hall": hall,
        "said": said,
        "minutes_of": lambda length: round(length.total_seconds() / _MINUTE),
        "hour_of": front_desk.hour_of,
        "may_log": actor_of(request).may(VISIT, council.id),
        "visit_page": front_desk.page_of(actor_of(request), council.id),
        **more,
    }
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
