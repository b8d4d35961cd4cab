"""By which numbers and queues a council's calls come in, for whoever runs its settings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moothall.cases.contact import actions, queries
from moothall.cases.policies import GUIDE
from moothall.councils.queries import council_by_slug, service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.contact_forms import LineForm


@staff(GUIDE)
@require_safe
def every_council(request: StaffRequest) -> HttpResponse:
    """Lead on to the lines of the only council, or let one be chosen."""
    here = acting(request, GUIDE)
    if here.only is not None:
        return redirect("workspace:telephone-lines", here.only.slug)
    context = {**frame(request, here), "councils": here.chosen}
    return render(request, "workspace/lines_of_all.html", context)


@staff(GUIDE)
@require_safe
def lines(request: StaffRequest, council: str) -> HttpResponse:
    """Show a council's lines, and what its telephone system said that nobody understood."""
    here, owner = _here(request, council)
    context = {
        **frame(request, here),
        "owner": owner,
        "lines": queries.lines_of(owner.id),
        "trouble": queries.events_in_trouble(owner.id),
        "webhook": f"{owner.url}/machine/telephony/",
    }
    return render(request, "workspace/lines.html", context)


@staff(GUIDE)
def line(request: StaffRequest, council: str, line_id: UUID | None = None) -> HttpResponse:
    """Set up a line, or change one."""
    here, owner = _here(request, council)
    known = next((one for one in queries.lines_of(owner.id) if one.id == line_id), None)
    if line_id is not None and known is None:
        raise NotFound("There is no such line.")
    form = LineForm(
        request.POST or None,
        services=[(one.slug, one.name) for one in service_types(owner.id)],
        has_welsh="cy" in owner.languages,
        initial={
            name: getattr(known, name)
            for name in ("name", "number", "queue", "greeting", "greeting_cy", "service")
        }
        if known
        else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_line(
                actor=request.actor,
                council_id=owner.id,
                line_id=line_id,
                now=clock.now(),
                **form.cleaned_data,
            )
        except Conflict as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace:telephone-lines", owner.slug)
    context = {**frame(request, here), "owner": owner, "form": form, "known": known}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/line.html", context, status=status)


@staff(GUIDE)
@require_POST
def stop(request: StaffRequest, council: str, line_id: UUID) -> HttpResponse:
    """Let a line find no more calls."""
    _here_now, owner = _here(request, council)
    actions.stop_line(actor=request.actor, council_id=owner.id, line_id=line_id, now=clock.now())
    messages.success(request, _("The line is taken off."))
    return redirect("workspace:telephone-lines", owner.slug)


@staff(GUIDE)
@require_POST
def again(request: StaffRequest, council: str) -> HttpResponse:
    """Try again to take in what was not understood, once whatever was wrong is mended."""
    _here_now, owner = _here(request, council)
    count = actions.take_in_waiting(council_id=owner.id, now=clock.now(), again=True)
    messages.success(request, _("%(count)s messages were taken in.") % {"count": count})
    return redirect("workspace:telephone-lines", owner.slug)


def _here(request: StaffRequest, slug: str) -> tuple[Acting, CouncilRow]:
    owner = council_by_slug(slug)
    return acting_in(request, owner.id, GUIDE), owner
