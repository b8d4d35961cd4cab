"""An employee's own work: what they hold, what they have to do, and what they are told."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from moothall.cases.reception.queries import count_waiting_for
from moothall.cases.work import actions
from moothall.cases.work.models import NoticeKind
from moothall.cases.work.policies import can_take
from moothall.cases.work.queries import (
    given_with,
    held_cases,
    notices_for,
    tasks_for,
    unread_count,
    watched_cases,
)
from moothall.cases.work.rows import NoticeRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace import front_desk
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, frame
from moothall.surfaces.workspace.rows import case_line
from moothall.surfaces.workspace.words import TONES, short_moment
from moothall.surfaces.workspace.work_panel import task_line


@staff("case.view")
def my_work(request: StaffRequest) -> HttpResponse:
    """Show what the employee holds, has to do, is named in and watches."""
    now = clock.now()
    here = acting(request, "case.view")
    me = int(request.actor.identifier)
    held = held_cases(here.ids, me, now=now)
    mentions = notices_for(here.ids, me, kinds=[NoticeKind.MENTION], unread=True)
    context = {
        **frame(request, here, switcher=True),
        "lines": [case_line(here, case, now=now) for case in held],
        "given": {
            case_id: {"row": one, "when": short_moment(one.given_at, now=now)}
            for case_id, one in given_with(held, me, council_ids=here.ids).items()
        },
        "tasks": [
            {
                "line": task_line(task, now),
                "href": here.address("workspace:case", task.case_reference) + "#work",
            }
            for task in tasks_for(here.ids, me)
        ],
        "mentions": _notice_lines(here, mentions),
        "watched": [
            {
                "watch": one,
                "tone": TONES[one.status],
                "href": here.address("workspace:case", one.case_reference),
            }
            for one in watched_cases(here.ids, me)
        ],
        "visitors": _visitors(request, here),
        "may_take": any(can_take(request.actor, council_id) for council_id in here.ids),
    }
    return render(request, "workspace/my_work.html", context)


@staff("case.view")
def notices(request: StaffRequest) -> HttpResponse:
    """Show what the employee was told, of the cases that they may see now."""
    here = acting(request, "case.view")
    me = int(request.actor.identifier)
    if request.method == "POST":
        actions.mark_read(actor=request.actor, council_ids=here.ids, now=clock.now())
        return redirect(here.address("workspace:notices"))
    found = notices_for(here.ids, me)
    context = {
        **frame(request, here, switcher=True),
        "lines": _notice_lines(here, found),
        "visitors": _visitors(request, here),
        "any_unread": any(one.read_at is None for one in found),
    }
    return render(request, "workspace/notices.html", context)


@staff("case.view")
def notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Lead to the case that the employee is told of, which takes note of all news of it."""
    here = acting(request, "case.view")
    found = notices_for(here.ids, int(request.actor.identifier))
    one = next((each for each in found if each.id == notice_id), None)
    if one is None:
        raise NotFound("There is no such notice.")
    if request.method == "POST":
        actions.mark_read(
            actor=request.actor, council_ids=here.ids, case_id=one.case_id, now=clock.now()
        )
    return redirect(here.address("workspace:case", one.case_reference))


@staff("case.view")
def notice_count(request: StaffRequest) -> HttpResponse:
    """Say how much the employee has not read, for the bell: notices and visitors; two queries."""
    here = acting(request, "case.view")
    count = unread_count(here.ids, int(request.actor.identifier))
    count += count_waiting_for(request.actor, here.ids, now=clock.now())
    return render(request, "workspace/notice_count.html", {"count": count})


def _visitors(request: StaffRequest, here: Acting) -> list[dict[str, object]]:
    """Return who waits at a front desk for the employee; one query, none where none can."""
    if not request.actor.councils_where(front_desk.LOG):
        return []
    return [
        {
            "line": one,
            "council": here.council(one.row.council_id),
            "number": here.number(one.row.council_id),
        }
        for one in front_desk.visitors_for(request.actor, here.ids, now=clock.now())
    ]


def _notice_lines(here: Acting, found: list[NoticeRow]) -> list[dict[str, object]]:
    now = clock.now()
    return [
        {
            "notice": one,
            "when": short_moment(one.made_at, now=now),
            "href": here.address("workspace:notice", one.id),
            "council": here.council(one.council_id),
            "number": here.number(one.council_id),
        }
        for one in found
    ]
