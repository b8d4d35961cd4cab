"""Reception: checking in whoever comes, tickets for those without a phone, and the day's queue."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings import queries as bookings
from moothall.bookings import staff_reads
from moothall.bookings.policies import DESK
from moothall.bookings.queueing import queries
from moothall.bookings.queueing.actions import close_queue, reopen_queue, take_ticket
from moothall.bookings.queueing.arriving import arrive
from moothall.bookings.queueing.codes import booking_of_code
from moothall.bookings.queueing.errors import BookedOnly, QueueClosed
from moothall.bookings.queueing.links import token_of
from moothall.bookings.queueing.rows import QueueSite
from moothall.bookings.queueing.views.screens import screen
from moothall.bookings.queueing.views.workspace import hall_of
from moothall.bookings.queueing.words import NOT_CHECKED_IN, why_not_checked_in
from moothall.bookings.rows import BookingRow
from moothall.bookings.views.screens import day_asked, id_asked, today
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound

_FIGURES_BACK = timedelta(days=30)
_FAR = timedelta(days=800)


@for_council(DESK)
def check_in(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """
    Check somebody in by what is typed or scanned, or list who of that name comes today.

    The field has the focus, so that one code after the other can be held to the reader.
    """
    text, site_id = _asked(request, "text").strip(), id_asked(_asked(request, "site"))
    problem, found = "", list[BookingRow]()
    if request.method == "POST" and text:
        try:
            row = booking_of_code(text)
        except NotFound:
            found = staff_reads.found(text, now=clock.now())
            problem = "" if found else _("No booking matches this. Try a name or a reference.")
        else:
            problem = _checked_in(request, row, site_id)
            if not problem:
                return _again(council, site_id)
    elif request.method == "POST":
        problem = _("Enter a name or a reference, or scan a code.")
    return screen(
        request,
        council,
        "check_in",
        status=422 if problem else 200,
        text=text,
        site=site_id,
        sites=bookings.sites(),
        found=[one for one in found if one.local_on == today(council)],
        other_days=[one for one in found if one.local_on != today(council)],
        problem=problem,
    )


@for_council(DESK)
def by_code(request: HttpRequest, council: CouncilRow, reference: str) -> HttpResponseBase:
    """Show the booking that a code names, with the button that checks it in."""
    row = booking_of_code(reference)
    problem = ""
    if request.method == "POST":
        problem = _checked_in(request, row, id_asked(request.POST.get("site", "")))
        if not problem:
            return _after(request, council, row)
    return screen(
        request,
        council,
        "check_in_one",
        booking=row,
        problem=problem,
        status=409 if problem else 200,
    )


@for_council(DESK)
def reception(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """Show who waits and who is still to come, and take a ticket for somebody."""
    at = queries.queue_site(site)
    taken = None
    problem = ""
    if request.method == "POST":
        try:
            taken = take_ticket(
                actor=actor_of(request),
                service_id=UUID(request.POST.get("service", "")),
                taken_key=UUID(request.POST.get("taken_key", "")),
                language="cy" if request.POST.get("language") == "cy" else "en",
                now=clock.now(),
            )
        except QueueClosed:
            problem = _("The queue is closed for today. Open it again first.")
        except (BookedOnly, NotFound, ValueError):
            problem = _("Choose what they come for.")
        else:
            messages.success(request, _("The ticket is %(label)s.") % {"label": taken.label})
            response = redirect("workspace:walk-in-reception", council.slug, at.key)
            response["Location"] += f"?ticket={token_of(taken.pk)}"
            return response
    return screen(
        request,
        council,
        "queue_reception",
        status=422 if problem else 200,
        site=at,
        hall=hall_of(council, at),
        expected=_expected(council, at),
        taken_key=uuid4(),
        taken=request.GET.get("ticket", ""),
        service=request.POST.get("service", ""),
        problem=problem,
    )


@require_POST
@for_council(DESK)
def day(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponseBase:
    """End the day of a queue, or open it again."""
    at = queries.queue_site(site)
    if request.POST.get("act") == "open":
        reopen_queue(actor=actor_of(request), site_id=at.id, now=clock.now())
        messages.success(request, _("The queue is open again."))
    else:
        gone = close_queue(actor=actor_of(request), site_id=at.id, now=clock.now())
        told = _("The queue is closed for today. Sent away without being called: %(count)s.")
        messages.success(request, told % {"count": gone})
    return redirect("workspace:walk-in-reception", council.slug, at.key)


@for_council(DESK)
def figures(request: HttpRequest, council: CouncilRow, site: str) -> HttpResponse:
    """Show by day and service how many came and how long they waited."""
    at = queries.queue_site(site)
    last = day_asked(request.GET.get("until", ""), today(council))
    first = day_asked(request.GET.get("from", ""), last - _FIGURES_BACK)
    first = max(min(first, last), last - _FAR)
    return screen(
        request,
        council,
        "queue_figures",
        site=at,
        first=first,
        last=last,
        figures=queries.figures(site_id=at.id, first=first, last=last),
    )


def _asked(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")


def _expected(council: CouncilRow, at: QueueSite) -> list[BookingRow]:
    """Return who has booked for today and is not here yet."""
    rows = bookings.bookings_on(today(council), site_id=at.id)
    return [one for one in rows if one.checked_in_at is None and one.status == "confirmed"]


def _checked_in(request: HttpRequest, row: BookingRow, site_id: UUID | None) -> str:
    """Check somebody in and say so; return why not where it cannot be."""
    try:
        arrival = arrive(
            actor=actor_of(request), booking_id=row.id, site_id=site_id, now=clock.now()
        )
    except NOT_CHECKED_IN as error:
        return why_not_checked_in(error)
    told = {"name": row.name or row.reference, "ticket": arrival.ticket and arrival.ticket.label}
    if arrival.ticket is not None:
        said = _("%(name)s is checked in. Their ticket is %(ticket)s.") % told
    else:
        said = _("%(name)s is checked in.") % told
    if row.checked_in_at is not None:
        said += " " + _("They were checked in before.")
    messages.success(request, said)
    return ""


def _again(council: CouncilRow, site_id: UUID | None) -> HttpResponseBase:
    """Lead to the empty field, for the next who comes."""
    response = redirect("workspace:diary-check-in-desk", council.slug)
    response["Location"] += f"?site={site_id}" if site_id else ""
    return response


def _after(request: HttpRequest, council: CouncilRow, row: BookingRow) -> HttpResponseBase:
    """Lead back to where the button was."""
    if request.POST.get("from") == "reception":
        place = next((one for one in queries.queue_sites() if one.id == row.site_id), None)
        if place is not None and place.has_queue:
            return redirect("workspace:walk-in-reception", council.slug, place.key)
    if request.POST.get("from") == "desk":
        return _again(council, id_asked(request.POST.get("site", "")))
    return redirect("workspace:diary-booking", council.slug, row.id)
