"""Addresses: everything that the councils acted for know of one."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.people.policies import WARN
from moothall.places.queries import address
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame
from moothall.surfaces.workspace.property_page import property_of


@staff("person.view")
def property_page(request: StaffRequest, uprn: int) -> HttpResponse:
    """Show an address: who lives there, what was asked for there and near it, and its bins."""
    here = acting(request, "person.view")
    found = address(uprn)
    if found is None:
        raise NotFound("There is no such address.")
    only = here.only
    context = {
        **frame(request, here, switcher=True),
        "shown": property_of(request.actor, here, found, now=clock.now()),
        "language": request.LANGUAGE_CODE,
        "may_warn": only is not None and request.actor.may(WARN, only.id),
        "warn_at": here.address("workspace:property-warning", uprn, council=only.slug)
        if only is not None
        else "",
    }
    return render(request, "workspace/property.html", context)
