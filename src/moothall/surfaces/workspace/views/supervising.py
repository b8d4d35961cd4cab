"""How the centre does: the wall, figures with what is behind them, and what it costs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.cases.supervising import actions, figures
from moothall.cases.supervising.figures import Of, Which
from moothall.cases.supervising.policies import SUPERVISE
from moothall.cases.supervising.rows import FigureRow
from moothall.cases.supervising.wall import wall as wall_of
from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.csv_cells import BYTE_ORDER_MARK, line_of
from moothall.kernel.money import pounds
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.rows import interaction_line
from moothall.surfaces.workspace.supervising_forms import CostForm, SpanForm
from moothall.surfaces.workspace.supervising_words import minutes, of_words, per_cent, waited

_UNPROCESSABLE = 422
#: The part of the wall that renews itself.
LIVE = "wall"


@staff(SUPERVISE)
def wall(request: StaffRequest) -> HttpResponse:
    """Show who waits, what breaks and what everybody does, now."""
    here = acting(request, SUPERVISE)
    now = clock.now()
    shown = wall_of(here.ids, now=now)
    context = {
        "acting": here,
        "now": now,
        "wall": shown,
        "lines": [
            {
                "row": row,
                "council": here.council(row.council_id),
                "number": here.number(row.council_id),
                "waited": waited(row.longest_since, now),
            }
            for row in shown.councils
        ],
        "agents": [{"row": one, "since": waited(one.from_at, now)} for one in shown.agents],
    }
    if request.htmx and request.htmx.target == LIVE:
        return render(request, "workspace/parts/wall.html", context)
    framed = frame(request, here, switcher=True)
    return render(request, "workspace/wall.html", {**context, **framed})


@for_council(SUPERVISE)
def of_council(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """Show figures of a council's contacts, by what they have in common, or as CSV."""
    now = clock.now()
    here = acting_in(request, council.id, SUPERVISE)
    form = SpanForm(request.GET, council=council, now=now)
    of = _of(request)
    span = form.span
    rows = figures.figures(span, of, now=now)
    if of is Of.AGENT:
        actions.note_names_seen(actor=request.actor, council_id=council.id, span=span, now=now)
    if request.GET.get("as") == "csv":
        return _csv(form, of, rows)
    context = {
        **_framed(request, here, form),
        "of": of,
        "choices": of_words(),
        "rows": rows,
        "total": figures.total_of(rows),
        "calls": figures.call_figures(span),
        "Which": Which,
    }
    return render(request, "workspace/figures.html", context, status=_status(form))


@for_council(SUPERVISE)
@sighted
def behind(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """List the contacts that a figure counts, each with its case."""
    now = clock.now()
    here = acting_in(request, council.id, SUPERVISE)
    form = SpanForm(request.GET, council=council, now=now)
    of = _of(request)
    which = _chosen_which(request)
    key = request.GET.get("key", "").replace("\0", "")
    rows = figures.contacts_behind(form.span, of, key, which, now=now)
    if of is Of.AGENT:
        actions.note_names_seen(actor=request.actor, council_id=council.id, span=form.span, now=now)
    context = {
        **_framed(request, here, form),
        "of": of,
        "lines": [interaction_line(here, one) for one in rows],
        "most": figures.MOST_BEHIND,
    }
    return render(request, "workspace/figures_behind.html", context)


@for_council(SUPERVISE)
def cost(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """Show what a council's own contacts took and cost it; set what an hour costs."""
    now = clock.now()
    here = acting_in(request, council.id, SUPERVISE)
    span_form = SpanForm(request.GET, council=council, now=now)
    form = CostForm(
        request.POST or None, initial={"from_on": now.astimezone(span_form.zone).date()}
    )
    if form.is_valid():
        actions.set_cost(
            actor=request.actor,
            council_id=council.id,
            from_on=form.cleaned_data["from_on"],
            pence_per_hour=form.pence,
            now=now,
        )
        messages.success(request, _("Saved."))
        return redirect("workspace:desk-cost", council.slug)
    context = {
        **_framed(request, here, span_form),
        "cost": figures.cost(span_form.span),
        "form": form,
        "pounds": pounds,
    }
    status = _UNPROCESSABLE if form.is_bound else _status(span_form)
    return render(request, "workspace/desk_cost.html", context, status=status)


def _framed(request: StaffRequest, here: Acting, form: SpanForm) -> dict[str, Any]:
    first, last = form.days
    return {
        **frame(request, here),
        "council": here.chosen[0],
        "number": here.number(here.chosen[0].id),
        "form_of_days": form,
        "first": first,
        "last": last,
        "asked": f"start={first.isoformat()}&end={last.isoformat()}",
        "per_cent": per_cent,
        "minutes": minutes,
    }


def _of(request: StaffRequest) -> Of:
    asked = request.GET.get("of", "")
    return Of(asked) if asked in set(Of) else Of.SERVICE


def _chosen_which(request: StaffRequest) -> Which:
    asked = request.GET.get("which", "")
    return Which(asked) if asked in set(Which) else Which.ALL


def _status(form: SpanForm) -> int:
    return 200 if form.is_valid() else _UNPROCESSABLE


def _csv(form: SpanForm, of: Of, rows: list[FigureRow]) -> HttpResponse:
    heads = [
        of_words()[of], _("Contacts"), _("Avoidable"), _("Of so many"), _("Seconds on average"),
        _("Finished the first time"), _("Of so many"), _("Again within 14 days"),
    ]  # fmt: skip
    lines = [
        [
            one.name or _("Not said"),
            str(one.contacts),
            str(one.avoidable),
            str(one.coded),
            "" if one.mean_seconds is None else f"{one.mean_seconds:.0f}",
            str(one.resolved),
            str(one.judged),
            str(one.repeated),
        ]
        for one in rows
    ]
    first, last = form.days
    name = f"contacts-{form.council.slug}-{of.value}-{first}-{last}.csv"
    return HttpResponse(
        BYTE_ORDER_MARK + "".join(line_of(line) for line in [heads, *lines]),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
