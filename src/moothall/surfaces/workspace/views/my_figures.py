"""What somebody's own contacts came to, for their eyes alone."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.cases.supervising.figures import Span
from moothall.cases.supervising.own_figures import FEWEST, own_figures
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame
from moothall.surfaces.workspace.supervising_forms import SpanForm
from moothall.surfaces.workspace.supervising_words import minutes, per_cent

_UNPROCESSABLE = 422


@staff("interaction.log")
def my_figures(request: StaffRequest) -> HttpResponse:
    """Show an employee's own figures for each council, beside the middle; nobody else's."""
    here = acting(request, "interaction.log")
    now = clock.now()
    form = SpanForm(request.GET, council=here.chosen[0], now=now)
    first, last = form.days
    sections = []
    for council in here.chosen:
        span = SpanForm(request.GET, council=council, now=now).span
        of_council = Span(council.id, span.start, span.end)
        sections.append(
            {
                "figures": own_figures(request.actor, of_council, now=now),
                "council": council,
                "number": here.number(council.id),
            }
        )
    context = {
        **frame(request, here, switcher=True),
        "form_of_days": form,
        "first": first,
        "last": last,
        "sections": sections,
        "fewest": FEWEST,
        "per_cent": per_cent,
        "minutes": minutes,
    }
    status = 200 if form.is_valid() else _UNPROCESSABLE
    return render(request, "workspace/my_figures.html", context, status=status)
