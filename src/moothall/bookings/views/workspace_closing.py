"""Closures: seen, made after their size was looked at, and lifted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from moothall.bookings import actions, queries, staff_reads
from moothall.bookings.policies import MANAGE, VIEW
from moothall.bookings.staff_forms import ClosureForm
from moothall.bookings.views.screens import screen, zone_of
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock


@for_council(VIEW)
def closures(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List what is shut now or later, who has not chosen again, and who is booked while away."""
    now = clock.now()
    rows = queries.closures_in_force(now=now)
    return screen(
        request,
        council,
        "closures",
        closures=rows,
        clashes=staff_reads.booked_while_away(now=now),
        waiting=staff_reads.waiting_by_closure([one.pk for one in rows]),
        zone=zone_of(council),
    )


@for_council(MANAGE)
def new(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """Ask what is to be shut, say how many bookings that affects, and shut it once confirmed."""
    form = ClosureForm(request.POST if request.method == "POST" else None, zone=zone_of(council))
    affected = None
    if form.is_valid():
        span = (form.cleaned_data["starts_at"], form.cleaned_data["ends_at"])
        of = form.cleaned_data["what"]
        if request.POST.get("confirmed") == "yes":
            made, count = actions.make_closure(
                actor=actor_of(request),
                of=of,
                starts_at=span[0],
                ends_at=span[1],
                reason=form.reason,
                now=clock.now(),
            )
            messages.success(request, _told(count))
            return redirect("workspace:diary-closure", council.slug, made.pk)
        affected = staff_reads.count_affected(of, *span)
    return screen(
        request,
        council,
        "closure_new",
        form=form,
        affected=affected,
        status=422 if form.is_bound and form.errors else 200,
    )


@for_council(VIEW)
def closure(request: HttpRequest, council: CouncilRow, closure_id: UUID) -> HttpResponse:
    """Show who has not chosen another time yet, and whom to telephone about it."""
    shut = staff_reads.shut_by(closure_id, now=clock.now())
    return screen(request, council, "closure", shut=shut)


@require_POST
@for_council(MANAGE)
def lift(request: HttpRequest, council: CouncilRow, closure_id: UUID) -> HttpResponseBase:
    """Let a closure shut nothing any more."""
    _closure, again = actions.lift_closure(
        actor=actor_of(request), closure_id=closure_id, now=clock.now()
    )
    said = ngettext(
        "The closure is lifted. %(count)s booking takes place after all.",
        "The closure is lifted. %(count)s bookings take place after all.",
        again,
    )
    messages.success(request, said % {"count": again})
    return redirect("workspace:diary-closures", council.slug)


def _told(count: int) -> str:
    said = ngettext(
        "The closure is made. It affects %(count)s booking, and they are asked to choose again.",
        "The closure is made. It affects %(count)s bookings, and they are asked to choose again.",
        count,
    )
    return said % {"count": count}
