"""The list of cases, with which a day at work begins."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.cases.queries import cases_for, counts_by_status
from moothall.connectors.queries import cases_in_need
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.surfaces.workspace import narrowing
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame
from moothall.surfaces.workspace.rows import case_line

#: The part of the page that the list's own links and filters replace.
LIST = "cases"


@staff("case.view")
def home(request: StaffRequest) -> HttpResponse:
    """Show the cases of the councils acted for, in a number of queries that never grows."""
    now = clock.now()
    here = acting(request, "case.view")
    asked = narrowing.asked_for(request.GET.dict(), here)
    after = request.GET.get("after", "")
    page = cases_for(here.ids, asked.filters, after=after, now=now)
    in_need = cases_in_need(case.id for case in page.rows)
    counts = counts_by_status(here.ids, team_id=asked.filters.team_id, now=now)
    query = asked.query
    context = {
        **frame(request, here, switcher=True),
        "lines": [
            case_line(here, case, now=now, in_trouble=case.id in in_need) for case in page.rows
        ],
        "queues": narrowing.queues(here, asked, counts),
        "asked": asked,
        "status_choices": narrowing.status_choices(),
        "team_choices": narrowing.team_choices(here),
        "service_choices": narrowing.service_choices(here),
        "channel_choices": narrowing.channel_choices(),
        "clear_href": here.address("workspace:home") if query else "",
        "newest_href": here.address("workspace:home", **query) if after else "",
        "older_href": here.address("workspace:home", **query, after=page.next_after)
        if page.next_after
        else "",
    }
    wanted = request.htmx
    is_part = wanted and wanted.target == LIST and not wanted.history_restore_request
    return render(
        request, "workspace/queue_list.html" if is_part else "workspace/queue.html", context
    )
