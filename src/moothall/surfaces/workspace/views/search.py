"""The one search box of the desk, as a page and as a list that follows what is typed."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame
from moothall.surfaces.workspace.desk_search import LONGEST, look_for

#: As many as somebody looks through; the list under the box has room for fewer.
MOST, MOST_AT_ONCE = 30, 10


@staff("")
def search(request: StaffRequest) -> HttpResponse:
    """Show what a text may mean, as a page that needs no script."""
    here = acting(request, "")
    text = _typed(request)
    context = {
        **frame(request, here, switcher=True),
        "text": text,
        "searched": text,
        "hits": look_for(request.actor, here, text, most=MOST, now=clock.now()),
    }
    return render(request, "workspace/search.html", context)


@staff("")
def suggest(request: StaffRequest) -> HttpResponse:
    """Show the likeliest few under the box while somebody types."""
    here = acting(request, "")
    text = _typed(request)
    context = {
        "acting": here,
        "text": text,
        "hits": look_for(request.actor, here, text, most=MOST_AT_ONCE, now=clock.now()),
    }
    return render(request, "workspace/parts/search_options.html", context)


def _typed(request: StaffRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
