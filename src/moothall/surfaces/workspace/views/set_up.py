"""One page that leads to everything a council sets up for itself."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.kernel.access import staff
from moothall.people.policies import SETTINGS
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame
from moothall.surfaces.workspace.set_up_list import parts_for


@staff(SETTINGS)
def set_up(request: StaffRequest) -> HttpResponse:
    """Show what can be set up for each council."""
    here = acting(request, SETTINGS)
    context = {
        **frame(request, here, switcher=True),
        "councils": [(one, parts_for(request.actor, one)) for one in here.chosen],
    }
    return render(request, "workspace/set_up.html", context)
