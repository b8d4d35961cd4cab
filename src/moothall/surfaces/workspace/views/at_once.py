"""One act for many cases: chosen, looked at, done by a worker, and looked at again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.at_once import actions
from moothall.cases.at_once.queries import bulk_act, bulk_acts, items_of
from moothall.cases.at_once.rows import BulkRow
from moothall.cases.deeds.foreseeing import foresee
from moothall.cases.linking.queries import reference_of
from moothall.cases.macros.queries import macros_for
from moothall.cases.policies import AT_ONCE
from moothall.cases.queries import case_of_reference, cases_by_id, cases_for
from moothall.cases.rows import CaseRow
from moothall.councils.queries import teams
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace import narrowing
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.deed_forms import AtOnceForm

MOST = actions.MOST_CASES
#: So often a page asks how far the worker is.
_REFRESH_SECONDS = 3
#: A page that nobody touches stops asking, so that asking never keeps anybody signed in for long.
ASKS_FOR = timedelta(minutes=30)


@staff(AT_ONCE)
def choose(request: StaffRequest) -> HttpResponse:
    """Ask what is to be done with the cases that were ticked, or with all that a list shows."""
    now = clock.now()
    here = acting(request, AT_ONCE)
    chosen = _chosen(request, here, now=now)
    councils = sorted({case.council_id for case in chosen})
    if len(councils) != 1:
        return _which_council(request, here, chosen)
    council = here.council(councils[0])
    form = AtOnceForm(
        request.POST if request.method == "POST" else None,
        council_id=council.id,
        languages=council.languages,
        macros=macros_for(council.id, None),
    )
    if request.method == "POST" and form.is_valid():
        master_id = _master(form, council.id)
        if not form.errors:
            act = actions.prepare_bulk_act(
                actor=request.actor,
                council_id=council.id,
                deed=form.chosen(master_id),
                case_ids=[case.id for case in chosen],
                now=now,
            )
            return redirect(here.address("workspace:at-once-one", act.pk))
    context = {
        **frame(request, here),
        "cases": chosen,
        "form": form,
        "council": council,
        "asked": [(key, value) for key, values in request.GET.lists() for value in values],
    }
    return render(
        request, "workspace/at_once_choose.html", context, status=422 if form.is_bound else 200
    )


@staff(AT_ONCE)
def one(request: StaffRequest, bulk_id: UUID) -> HttpResponse:
    """Show what a bulk act would do, or what became of it."""
    now = clock.now()
    act = bulk_act(bulk_id)
    here = acting_in(request, act.council_id, AT_ONCE)
    context = {**frame(request, here), "act": act, "parts": _parts(act)}
    if not act.is_drafted:
        context["items"] = items_of(bulk_id)
        is_asked = act.is_at_work and now - act.made_at < ASKS_FOR
        context["refresh"] = _REFRESH_SECONDS if is_asked else 0
        return render(request, "workspace/at_once_result.html", context)
    if act.made_by_identifier != request.actor.identifier:
        raise NotFound("There is no such bulk act.")
    items = items_of(bulk_id)
    foreseen = foresee(
        actor=request.actor,
        council_id=act.council_id,
        deed=act.deed,
        case_ids=[item.case_id for item in items],
        seen={item.case_id: item.seen for item in items},
        now=now,
    )
    context["foreseen"] = foreseen
    context["refused"] = sum(1 for each in foreseen if each.refusal)
    context["done"] = len(foreseen) - context["refused"]
    context["is_overtaken"] = any(each.refusal == "overtaken" for each in foreseen)
    return render(request, "workspace/at_once_preview.html", context)


@staff(AT_ONCE)
@require_POST
def start(request: StaffRequest, bulk_id: UUID) -> HttpResponse:
    """Leave it to the workers, or look at the cases again."""
    act = bulk_act(bulk_id)
    here = acting_in(request, act.council_id, AT_ONCE)
    with transaction.atomic():
        if "again" in request.POST:
            actions.look_again(actor=request.actor, bulk_id=bulk_id, now=clock.now())
        else:
            actions.start_bulk_act(actor=request.actor, bulk_id=bulk_id, now=clock.now())
            messages.success(request, _("It has begun. You can leave this page."))
    return redirect(here.address("workspace:at-once-one", bulk_id))


@staff(AT_ONCE)
def earlier(request: StaffRequest) -> HttpResponse:
    """List what was done to many cases at once, newest first."""
    here = acting(request, AT_ONCE)
    acts = [(act, _parts(act), here.council(act.council_id)) for act in bulk_acts(here.ids)]
    context = {**frame(request, here, switcher=True), "acts": acts}
    return render(request, "workspace/at_once_earlier.html", context)


def _chosen(request: StaffRequest, here: Acting, *, now: datetime) -> Sequence[CaseRow]:
    """Return the cases that the address names, or all that the list it describes shows."""
    if request.GET.get("all"):
        asked = narrowing.asked_for(request.GET.dict(), here)
        return cases_for(here.ids, asked.filters, limit=MOST, now=now).rows
    ids = [one for text in request.GET.getlist("case")[:MOST] if (one := _id(text)) is not None]
    found = cases_by_id(here.ids, ids, now=now)
    return [found[case_id] for case_id in ids if case_id in found]


def _which_council(request: StaffRequest, here: Acting, chosen: Sequence[CaseRow]) -> HttpResponse:
    """Ask for one council: each has teams, words and rules of its own."""
    by_council = []
    for council in here.chosen:
        own = [case for case in chosen if case.council_id == council.id]
        if own:
            by_council.append((council, own))
    context = {**frame(request, here), "by_council": by_council}
    return render(request, "workspace/at_once_council.html", context)


def _master(form: AtOnceForm, council_id: int) -> UUID | None:
    """Return the case that all are to follow; says so beside the field where there is none."""
    text = form.cleaned_data["master"].strip()
    if not text:
        return None
    master_id = case_of_reference([council_id], text)
    if master_id is None:
        form.add_error("master", _("This council has no case of this reference"))
        return None
    return master_id


def _parts(act: BulkRow) -> list[tuple[str, Any]]:
    """Return in words what a bulk act does."""
    deed = act.deed
    names = {str(team.id): team.name for team in teams(act.council_id)}
    parts = [
        (_("Macro"), deed.macro),
        (_("New status"), deed.new_status.label if deed.new_status else ""),
        (_("Message to the residents"), deed.words_en),
        (_("The same in Welsh"), deed.words_cy),
        (_("Note for staff"), deed.note),
        (_("Team"), names.get(deed.team, "")),
        (_("Priority"), deed.new_priority.label if deed.new_priority else ""),
        (_("Task"), " · ".join(filter(None, [deed.task, names.get(deed.task_team, "")]))),
        (_("They follow"), reference_of(deed.master_id) if deed.master_id else ""),
    ]
    return [(name, words) for name, words in parts if words]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
