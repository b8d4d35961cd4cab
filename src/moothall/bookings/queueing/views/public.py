"""The queue for whoever waits: taking a ticket, its own page, and the waiting room's screen."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from moothall.bookings.queueing import queries
from moothall.bookings.queueing.actions import leave_queue, local_day, take_ticket
from moothall.bookings.queueing.codes import square_code
from moothall.bookings.queueing.errors import BookedOnly, QueueClosed
from moothall.bookings.queueing.links import ticket_in, token_of
from moothall.bookings.queueing.opening import hours_of_site
from moothall.bookings.queueing.rows import QueueSite
from moothall.bookings.queueing.views.frames import (
    KIOSK,
    NOTHING_NEW,
    asks_for_news,
    back_to_start,
    is_kiosk,
    is_over,
    may_take,
    public_page,
)
from moothall.bookings.views.times_in_words import clock_words
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound


@public
@require_safe
def places(request: CouncilRequest) -> HttpResponseBase:
    """List where people wait by number."""
    found = [one for one in queries.queue_sites() if one.has_queue]
    if not found:
        raise Http404
    if len(found) == 1:
        return redirect("public:queue-site", site=found[0].key)
    return public_page(request, "places", sites=found)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: CouncilRequest, site: str) -> HttpResponseBase:
    """Ask what somebody comes for, and give them a ticket."""
    at = queries.queue_site(site)
    if request.method != "POST":
        return _choose(request, at)
    if not may_take(request):
        return _choose(request, at, _("Too many tickets were taken here. Ask at reception."), 429)
    try:
        ticket = take_ticket(
            service_id=UUID(request.POST.get("service", "")),
            taken_key=UUID(request.POST.get("taken_key", "")),
            language=request.LANGUAGE_CODE,
            now=clock.now(),
        )
    except QueueClosed:
        return _choose(request, at, _("The queue is closed, so you cannot take a ticket."), 409)
    except (BookedOnly, NotFound, ValueError):
        return _choose(request, at, _("Choose what you come for."), 422)
    return _to_ticket(request, token_of(ticket.pk))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Show somebody their number, who is before them and how long that takes; let them leave."""
    ticket_id = ticket_in(token)
    if request.method == "POST":
        leave_queue(ticket_id=ticket_id, now=clock.now())
        return _to_ticket(request, token)
    row = queries.ticket(ticket_id)
    if request.GET.get("seen") == row.seen:
        return HttpResponse(status=NOTHING_NEW)
    address = request.build_absolute_uri(reverse("public:queue-ticket", args=[token]))
    start = f"{reverse('public:queue-site', args=[row.site_key])}?{KIOSK}=1"
    is_live = row.state in {"waiting", "parked", "called"} and not is_over(row, request.council.id)
    response = public_page(
        request,
        "parts/standing" if asks_for_news(request) else "ticket",
        row=row,
        token=token,
        start=start,
        is_live=is_live,
        is_over=is_over(row, request.council.id),
        is_early=row.due_at > clock.now(),
        due=clock_words(localtime(row.due_at).time()),
        code=square_code(address) if is_kiosk(request) else None,
    )
    if is_kiosk(request) and "stay" not in request.GET and not asks_for_news(request):
        return back_to_start(response, start)
    return response


@public
@require_safe
def screen(request: CouncilRequest, site: str) -> HttpResponseBase:
    """Show a waiting room who is called to which counter: numbers alone, in large letters."""
    at = queries.queue_site(site)
    row = queries.screen(site_id=at.id, on=local_day(request.council.id, clock.now()))
    if request.GET.get("seen") == row.seen:
        return HttpResponse(status=NOTHING_NEW)
    return public_page(
        request,
        "parts/called" if asks_for_news(request) else "screen",
        site=at,
        row=row,
        tongues=[_screen_words(one) for one in _tongues(request)],
    )


def _to_ticket(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Lead to a ticket's page, as a kiosk's where it is one."""
    response = redirect("public:queue-ticket", token=token)
    if is_kiosk(request):
        response["Location"] += f"?{KIOSK}=1"
    return response


def _tongues(request: CouncilRequest) -> list[str]:
    """Return the languages of a screen that all read together: the page's own comes first."""
    others = [one for one in request.council.languages if one != request.LANGUAGE_CODE]
    return [request.LANGUAGE_CODE, *others]


def _screen_words(language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "language": language,
            "ticket": _("Ticket"),
            "counter": _("Counter"),
            "waiting": _("Waiting"),
            "go": _("Ticket %(ticket)s, go to counter %(counter)s"),
            "nobody": _("Nobody is being called at the moment."),
            "before": _("Called before"),
        }


def _choose(
    request: CouncilRequest, at: QueueSite, problem: str = "", status: int = 200
) -> HttpResponse:
    now = clock.now()
    today = local_day(request.council.id, now)
    return public_page(
        request,
        "choose",
        status=status,
        site=at,
        services=queries.services_at(at.id, on=today),
        hours=hours_of_site(at.id, now=now),
        is_ended=queries.is_ended(site_id=at.id, on=today),
        taken_key=uuid4(),
        problem=problem,
    )
