"""One page that leads to everything a council sets up for itself."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.kernel.access import staff
from moothall.people.policies import SETTINGS
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame


@staff(SETTINGS)
def set_up(request: StaffRequest) -> HttpResponse:
    """Show what can be set up for each council."""
    here = acting(request, SETTINGS)
    context = {**frame(request, here, switcher=True), "councils": here.chosen}
    return render(request, "workspace/set_up.html", context)
