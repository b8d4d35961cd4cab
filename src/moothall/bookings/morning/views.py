"""The lists of the morning: opened, saved, made again, and sent to whoever wants them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings.morning import actions, queries
from moothall.bookings.policies import DESK, VIEW, can_see_contacts
from moothall.bookings.views.screens import day_asked, id_asked, screen, today
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.documents.views.serving import file_answer
from moothall.kernel import clock
from moothall.kernel.errors import NotFound


@for_council(VIEW)
def listed(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show the lists of a day, place by place."""
    day = day_asked(request.GET.get("on", ""), today(council))
    return screen(
        request,
        council,
        "prints",
        day=day,
        is_today=day == today(council),
        prints=queries.day_prints(day),
        is_sent=queries.is_sent_lists(actor_of(request)),
    )


@for_council(VIEW)
def file(request: HttpRequest, council: CouncilRow, print_id: UUID) -> HttpResponseBase:
    """Give a list out, to be saved; with contacts to those who may see them."""
    row = queries.print_named(print_id)
    full = can_see_contacts(actor_of(request), council.id)
    stored = row.file if full else row.file_without_contacts
    if stored is None:
        raise NotFound("There is no such list.")
    return file_answer(stored)


@require_POST
@for_council(DESK)
def again(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """Have a list of today made, again if it was."""
    actions.ask_for_list(
        actor=actor_of(request),
        council_id=council.id,
        site_id=id_asked(request.POST.get("site", "")),
        on=today(council),
        now=clock.now(),
    )
    messages.success(request, _("The list is being made. Look again in a minute."))
    return redirect("workspace:diary-prints", council.slug)


@require_POST
@for_council(VIEW)
def choose(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """Let somebody be sent the way to the lists each morning, or no more."""
    is_wanted = request.POST.get("wanted") == "yes"
    actions.choose_lists(
        actor=actor_of(request), council_id=council.id, is_wanted=is_wanted, now=clock.now()
    )
    said = _("You get a link each morning.") if is_wanted else _("You get no more links.")
    messages.success(request, said)
    return redirect("workspace:diary-prints", council.slug)
