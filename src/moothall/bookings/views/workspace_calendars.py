"""Calendars of resources: private feeds shown once, renewed, revoked; and how joined ones fare."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings.actions import calendars as actions
from moothall.bookings.calendars import queries
from moothall.bookings.calendars.words import problem_words
from moothall.bookings.policies import MANAGE, VIEW, can_set_up_diary
from moothall.bookings.views.screens import screen
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock


@for_council(VIEW)
def calendars(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show calendars: all of them to whoever sets the diary up, their own to everybody else."""
    return _page(request, council)


@require_POST
@for_council(VIEW)
def renew(request: HttpRequest, council: CouncilRow, resource_id: UUID) -> HttpResponseBase:
    """Make a new address of a feed, and show it this once."""
    secret = actions.open_resource_calendar(
        actor=actor_of(request), resource_id=resource_id, now=clock.now()
    )
    language = (get_language() or "")[:2]
    spoken = language if language in council.languages else council.languages[0]
    address = queries.feed_address(council, "resource", secret, spoken)
    return _page(request, council, opened=resource_id, address=address)


@require_POST
@for_council(VIEW)
def revoke(request: HttpRequest, council: CouncilRow, resource_id: UUID) -> HttpResponseBase:
    """Let nobody fetch a feed any more."""
    actions.close_resource_calendar(
        actor=actor_of(request), resource_id=resource_id, now=clock.now()
    )
    messages.success(request, _("The address works no more."))
    return redirect("workspace:diary-calendars", council.slug)


@require_POST
@for_council(MANAGE)
def again(request: HttpRequest, council: CouncilRow, resource_id: UUID) -> HttpResponseBase:
    """Try a joined calendar again now."""
    actions.try_calendar_again(actor=actor_of(request), resource_id=resource_id)
    messages.success(request, _("The calendar is being tried. Look again in a minute."))
    return redirect("workspace:diary-calendars", council.slug)


def _page(
    request: HttpRequest, council: CouncilRow, *, opened: UUID | None = None, address: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    return screen(
        request,
        council,
        "calendars",
        rows=queries.calendars_of_resources(actor, is_all=can_set_up_diary(actor, council.id)),
        opened=opened,
        address=address,
        problem_words=problem_words,
    )
