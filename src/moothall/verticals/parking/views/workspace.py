"""Parking for staff: what places take, what stands there, the programs that sell and check."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict
from moothall.verticals.parking import actions, queries
from moothall.verticals.parking.actions.looking_up import look_up_vehicle
from moothall.verticals.parking.forms import ClientForm, LookUpForm
from moothall.verticals.parking.policies import MANAGE, VIEW, can_manage_parking

LISTED = 100


@staff(VIEW)
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the council's page, or let somebody choose who serves several."""
    councils = [council_by_id(one) for one in actor_of(request).councils_where(VIEW)]
    if len(councils) == 1:
        return redirect("workspace:parking-council", council=councils[0].slug)
    return render(request, "parking/workspace/choose.html", {"councils": councils})


@for_council(VIEW)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show what each place takes, and how full it is."""
    rows = queries.takings(council.id, request.LANGUAGE_CODE, now=clock.now())
    return _page(
        request, council, "overview", places=rows,
        may_manage=can_manage_parking(actor_of(request), council.id),
    )  # fmt: skip


@for_council(VIEW)
def place(request: HttpRequest, council: CouncilRow, code: str) -> HttpResponse:
    """Show a place's sessions; one vehicle's to who deals with appeals, which is written down."""
    found = queries.place_of_council(council.id, code)
    may_look = can_manage_parking(actor_of(request), council.id)
    form = LookUpForm(request.POST if request.method == "POST" and may_look else None)
    if form.is_valid():
        looked_up = look_up_vehicle(
            actor=actor_of(request), place=found, vrm=form.cleaned_data["vrm"], limit=LISTED,
            now=clock.now(),
        )  # fmt: skip
    else:
        looked_up = None
    return _page(
        request,
        council,
        "place",
        place=found,
        name=found.name.get(request.LANGUAGE_CODE) or next(iter(found.name.values())),
        sessions=queries.seen_sessions(found, limit=LISTED),
        looked_up=looked_up,
        form=form,
        may_look=may_look,
    )


@for_council(MANAGE)
def clients(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the programs, and register one; its key is shown this once."""
    form = ClientForm(request.POST if request.method == "POST" else None)
    key = ""
    if form.is_valid():
        try:
            _client, key = actions.register_client(
                actor=actor_of(request),
                council_id=council.id,
                name=form.cleaned_data["name"],
                code=form.cleaned_data["code"].lower(),
                kind=form.cleaned_data["kind"],
                now=clock.now(),
            )
        except Conflict:
            form.add_error("code", _("There is a program of this name already."))
    response = _page(
        request, council, "clients", clients=queries.client_rows(council.id), form=form, key=key
    )
    response["Cache-Control"] = "no-store"
    return response


@for_council(MANAGE)
@require_POST
def client_end(request: HttpRequest, council: CouncilRow, client_id: UUID) -> HttpResponse:
    """Let a program do nothing any more."""
    actions.end_client(actor=actor_of(request), client_id=client_id, now=clock.now())
    return redirect("workspace:parking-clients", council=council.slug)


def _page(
    request: HttpRequest, council: CouncilRow, template: str, **context: object
) -> HttpResponse:
    form = context.get("form")
    return render(
        request,
        f"parking/workspace/{template}.html",
        {
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            **context,
        },
        status=422 if form is not None and getattr(form, "errors", None) else 200,
    )
