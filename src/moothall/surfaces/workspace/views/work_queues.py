"""Queues by rule, and the next case of them for whoever asks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.work import actions
from moothall.cases.work.errors import NothingToTake
from moothall.cases.work.policies import can_manage_work, can_take
from moothall.cases.work.queries import (
    cases_in_queue,
    queue_by_id,
    queue_counts,
    queues_of,
)
from moothall.cases.work.rows import QueueRule
from moothall.connectors.queries import cases_in_need
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.rows import case_line

_STEP, _LONGEST_TRAIL = "~", 8


@staff("case.view")
def queues(request: StaffRequest) -> HttpResponse:
    """Show the queues of the councils acted for, with how many cases wait in each."""
    here = acting(request, "case.view")
    rules = queues_of(here.ids)
    context = {
        **frame(request, here, switcher=True),
        "lines": _lines(here, rules),
        "may_take": any(can_take(request.actor, council_id) for council_id in here.ids),
        "managed": [one for one in here.chosen if can_manage_work(request.actor, one.id)],
    }
    return render(request, "workspace/queues.html", context)


@staff("case.view")
def queue(request: StaffRequest, queue_id: UUID) -> HttpResponse:
    """Show the cases of one queue, the oldest promise first; the queries never grow."""
    now = clock.now()
    everywhere = acting(request, "case.view")
    rule = queue_by_id([one.id for one in everywhere.available], queue_id)
    here = acting_in(request, rule.council_id, "case.view")
    after, back = request.GET.get("after", ""), request.GET.get("back", "")
    page = cases_in_queue(rule, after=after, now=now)
    in_need = cases_in_need(row.case.id for row in page.rows)
    context = {
        **frame(request, here),
        "rule": rule,
        "title": rule.name_in(get_language() or "en"),
        "others": _lines(here, queues_of(here.ids), current=rule.id),
        "rows": [
            {
                "line": case_line(here, row.case, now=now, in_trouble=row.case.id in in_need),
                "holder": row.holder_name,
            }
            for row in page.rows
        ],
        "may_take": can_take(request.actor, rule.council_id),
        "may_manage": can_manage_work(request.actor, rule.council_id),
        "council_of_queue": here.chosen[0],
        **_pages(here, rule, after, back, page.next_after),
    }
    return render(request, "workspace/queue_by_rule.html", context)


@staff("case.edit")
@require_POST
def take_next(request: StaffRequest) -> HttpResponse:
    """Give the employee the next case, of one queue or of all, and lead them to it."""
    here = acting(request, "case.edit")
    wanted = request.POST.get("queue", "")
    queue_id = _id(wanted)
    try:
        case = actions.take_next(
            actor=request.actor,
            council_ids=here.ids if queue_id is None else [one.id for one in here.available],
            queue_id=queue_id,
            now=clock.now(),
        )
    except NothingToTake as nothing:
        messages.warning(request, nothing.words)
        if queue_id is not None:
            return redirect(here.address("workspace:queue", queue_id))
        return redirect(here.address("workspace:queues"))
    messages.success(request, _("You work on this case now."))
    return redirect(here.address("workspace:case", case.reference))


def _lines(
    here: Acting, rules: list[QueueRule], *, current: UUID | None = None
) -> list[dict[str, object]]:
    """Return queues as links with how many cases wait in them."""
    counts = queue_counts(rules, now=clock.now())
    language = get_language() or "en"
    return [
        {
            "id": rule.id,
            "name": rule.name_in(language),
            "count": counts[rule.id],
            "href": here.address("workspace:queue", rule.id),
            "current": rule.id == current,
            "council": here.council(rule.council_id),
            "number": here.number(rule.council_id),
            "skills": ", ".join(rule.skills),
            "pushes": rule.pushes,
        }
        for rule in rules
    ]


def _pages(here: Acting, rule: QueueRule, after: str, back: str, next_after: str) -> dict[str, str]:
    """Return where the pages before and after this one are; the list is read forwards alone."""
    trail = back.split(_STEP) if back else []

    def page(after: str, trail: list[str]) -> str:
        steps = _STEP.join(trail[-_LONGEST_TRAIL:])
        return here.address("workspace:queue", rule.id, after=after, back=steps)

    before = page(trail[-1], trail[:-1]) if trail else page("", [])
    following = page(next_after, [*trail, after] if after else [])
    return {"newer_href": before if after else "", "older_href": following if next_after else ""}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
