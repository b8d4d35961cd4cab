"""Deliveries that need a person, and sending them again."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.queries import cases_by_id
from moothall.cases.rows import CaseRow
from moothall.connectors.actions import replay_delivery, route_again
from moothall.connectors.policies import can_replay_delivery
from moothall.connectors.queries import DeliveryRow, deliveries_in_need, delivery
from moothall.connectors.routing import NoRoute
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import TransitionNotAllowed
from moothall.people.protection import HIDDEN
from moothall.surfaces.workspace import narrowing
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.rows import DeliveryLine, case_line

MOST = 100


@staff("case.view")
def deliveries(request: StaffRequest) -> HttpResponse:
    """Show what could not be handed over, oldest first, of one team or of all."""
    now = clock.now()
    here = acting(request, "case.view")
    asked = narrowing.asked_for({"team": request.GET.get("team", "")}, here)
    found = deliveries_in_need(here.ids, now=now, team_id=asked.filters.team_id, limit=MOST)
    cases = cases_by_id(here.ids, {one.case_id for one in found}, now=now)
    context = {
        **frame(request, here, switcher=True),
        "lines": [
            DeliveryLine(
                delivery=_without_words(one, cases[one.case_id]),
                line=case_line(here, cases[one.case_id], now=now, in_trouble=True),
                may_replay=one.may_be_replayed
                and can_replay_delivery(request.actor, one.council_id),
            )
            for one in found
            if one.case_id in cases
        ],
        "is_cut": len(found) == MOST,
        "team": asked.team,
        "team_choices": narrowing.team_choices(here),
    }
    return render(request, "workspace/deliveries.html", context)


@staff("delivery.replay")
@require_POST
def send_again(request: StaffRequest, delivery_id: UUID) -> HttpResponse:
    """Send a delivery again now, and return to the page of its case or to the list."""
    now = clock.now()
    wanted = delivery(delivery_id)
    here = acting_in(request, wanted.council_id, "delivery.replay")
    send = route_again if wanted.has_no_route else replay_delivery
    try:
        with transaction.atomic():
            send(actor=request.actor, delivery_id=wanted.id, now=now)
    except NoRoute:
        messages.warning(
            request, _("There is still no system that takes it. Ask your supervisor to name one.")
        )
    except TransitionNotAllowed:
        messages.warning(request, _("It is being sent already, or has arrived."))
    else:
        messages.success(request, _("It is being sent again now."))
    if request.POST.get("back") == "case":
        case = cases_by_id([wanted.council_id], [wanted.case_id], now=now)[wanted.case_id]
        return redirect(here.address("workspace:case", case.reference))
    return redirect(here.address("workspace:deliveries"))


def _without_words(one: DeliveryRow, case: CaseRow) -> DeliveryRow:
    """Return a delivery of a protected person without what a system said about it."""
    return replace(one, problem=str(HIDDEN)) if case.is_withheld and one.problem else one
