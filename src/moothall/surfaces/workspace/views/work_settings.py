"""Screens on which supervisors set up queues, checklists and routes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.work import actions
from moothall.cases.work.policies import MANAGE
from moothall.cases.work.queries import (
    checklist_of_service,
    queue_by_id,
    queues_of,
    routes_of,
)
from moothall.cases.work.rows import QueueRule
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.surfaces.workspace.work_settings_forms import (
    ChecklistForm,
    QueueForm,
    RouteForm,
    initial_of,
)


@for_council(MANAGE)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show what can be set up, and the queues there are."""
    return screen(request, council, "overview", queues=queues_of([council.id], active_only=False))


@for_council(MANAGE)
def new_queue(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Set up a queue."""
    return _queue(request, council, None)


@for_council(MANAGE)
def queue(request: HttpRequest, council: CouncilRow, queue_id: UUID) -> HttpResponse:
    """Change a queue, or take it away."""
    rule = queue_by_id([council.id], queue_id)
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_queue(
            actor=actor_of(request), council_id=council.id, queue_id=rule.id, now=clock.now()
        )
        return saved(request, "workspace:work-settings", council)
    return _queue(request, council, rule)


@for_council(MANAGE)
def checklists(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show what is to be ticked on the cases of each service; add to it, take from it."""
    form = ChecklistForm(
        request.POST if request.method == "POST" and "retire" not in request.POST else None,
        council=council,
    )
    if request.method == "POST" and "retire" in request.POST:
        actions.retire_checklist_item(
            actor=actor_of(request), council_id=council.id,
            item_id=_id(request.POST["retire"]), now=clock.now(),
        )  # fmt: skip
        return saved(request, "workspace:work-checklists", council)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        actions.add_checklist_item(
            actor=actor_of(request),
            council_id=council.id,
            service=given["service"],
            text=given["text"],
            text_cy=given.get("text_cy", ""),
            is_mandatory=given["is_mandatory"],
            now=clock.now(),
        )
        return saved(request, "workspace:work-checklists", council)
    lists = [
        {"service": one, "items": checklist_of_service(council.id, one.id)}
        for one in service_types(council.id)
    ]
    return screen(
        request, council, "checklists", form=form,
        lists=[one for one in lists if one["items"]], code=422 if form.is_bound else 200,
    )  # fmt: skip


@for_council(MANAGE)
def routes(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show which new cases go to which team; add a rule, take one away."""
    is_drop = request.method == "POST" and "drop" in request.POST
    form = RouteForm(
        request.POST if request.method == "POST" and not is_drop else None, council=council
    )
    if is_drop:
        actions.drop_route(
            actor=actor_of(request), council_id=council.id,
            rule_id=_id(request.POST["drop"]), now=clock.now(),
        )  # fmt: skip
        return saved(request, "workspace:work-routes", council)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        actions.add_route(
            actor=actor_of(request),
            council_id=council.id,
            team_id=UUID(given["team"]),
            service=given["service"],
            ward=given["ward"],
            postcode=given["postcode"],
            language=given["language"],
            now=clock.now(),
        )
        return saved(request, "workspace:work-routes", council)
    return screen(
        request, council, "routes", form=form, routes=routes_of(council.id),
        code=422 if form.is_bound else 200,
    )  # fmt: skip


def saved(request: HttpRequest, name: str, council: CouncilRow) -> HttpResponse:
    """Say that it is saved, and lead on."""
    messages.success(request, _("Saved."))
    return redirect(reverse(name, args=[council.slug]))


def screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: Any
) -> HttpResponse:
    """Return one of the screens, which acts for one council."""
    return render(
        request,
        f"workspace/work_settings/{name}.html",
        {"council": council, "acting_for": [{"name": council.name}], **context},
        status=code,
    )


def _queue(request: HttpRequest, council: CouncilRow, rule: QueueRule | None) -> HttpResponse:
    form = QueueForm(
        request.POST if request.method == "POST" else None,
        council=council,
        initial=initial_of(rule) if rule is not None else {"position": None},
    )
    if form.is_bound and form.is_valid():
        try:
            actions.save_queue(
                actor=actor_of(request),
                council_id=council.id,
                settings=form.settings,
                queue_id=rule.id if rule is not None else None,
                now=clock.now(),
            )
        except Conflict:
            form.add_error("name", _("Another queue has this name. Choose another."))
        else:
            return saved(request, "workspace:work-settings", council)
    return screen(
        request, council, "queue", form=form, rule=rule, code=422 if form.is_bound else 200
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # which no row has: it is not found
