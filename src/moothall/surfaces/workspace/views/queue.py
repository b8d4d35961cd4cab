"""The list of cases, with which a day at work begins."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from moothall.cases.queries import cases_for, counts_by_status
from moothall.connectors.queries import cases_in_need
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace import narrowing
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, first_page, frame
from moothall.surfaces.workspace.rows import case_line

#: A page that nobody touches stops asking, so that asking never keeps anybody signed in for long.
ASKS_FOR = timedelta(minutes=30)
_STEP, _LONGEST_TRAIL = "~", 8
#: What htmx takes for "ask no more".
STOP = 286

#: The part of the page that the list's own links and filters replace.
LIST = "cases"


@staff("case.view", instead=first_page)
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
        "news_href": _news_address(here, asked, now) if not (after or asked.overdue) else "",
        "clear_href": here.address("workspace:home") if query else "",
        **_pages(here, asked, after, request.GET.get("back", ""), page.next_after),
    }
    wanted = request.htmx
    is_part = wanted and wanted.target == LIST and not wanted.history_restore_request
    return render(
        request, "workspace/queue_list.html" if is_part else "workspace/queue.html", context
    )


@staff("case.view")
def news(request: StaffRequest) -> HttpResponse:
    """Say whether a case has come in since the list was drawn; one query for the cases."""
    now = clock.now()
    here = acting(request, "case.view")
    asked = narrowing.asked_for(request.GET.dict(), here)
    since = moment_in(request.GET.get("since", ""))
    newest = cases_for(here.ids, asked.filters, limit=1, now=now).rows
    context = {
        "is_new": bool(newest) and newest[0].created_at > since,
        "href": here.address("workspace:home", **asked.query),
    }
    is_over = context["is_new"] or now - since > ASKS_FOR
    return render(request, "workspace/news.html", context, status=STOP if is_over else 200)


def _pages(
    here: Acting, asked: narrowing.Narrowing, after: str, back: str, next_after: str
) -> dict[str, str]:
    """
    Return where the pages before and after this one are.

    The list is read forwards alone, so the address also carries where the pages before it began;
    past so many the way back leads to the first page at once.
    """
    trail = back.split(_STEP) if back else []

    def page(after: str, trail: list[str]) -> str:
        steps = _STEP.join(trail[-_LONGEST_TRAIL:])
        return here.address("workspace:home", **asked.query, after=after, back=steps)

    newer = page(trail[-1], trail[:-1]) if trail else page("", [])
    older = page(next_after, [*trail, after] if after else [])
    return {"newer_href": newer if after else "", "older_href": older if next_after else ""}


def _news_address(here: Acting, asked: narrowing.Narrowing, now: datetime) -> str:
    return here.address("workspace:news", **asked.query, since=now.isoformat())


def moment_in(text: str) -> datetime:
    """
    Return the moment that an address names.

    :raises NotFound: if it names none
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotFound("That is no moment.") from error
    if moment.tzinfo is None:
        raise NotFound("That is no moment anywhere.")
    return moment
