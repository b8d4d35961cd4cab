"""The keys of partners' programs: which there are, a new one, and the end of one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.connectors.actions import issue_api_key, stop_api_key
from moothall.connectors.forms import KeyForm
from moothall.connectors.queries import api_keys
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms.policies import MANAGE
from moothall.kernel import clock


@for_council(MANAGE)
def keys(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the keys, and make one, which is shown this once."""
    taken = frozenset(one.name for one in api_keys(council.id))
    typed = KeyForm(request.POST or None, taken=taken)
    issued = ""
    if request.method == "POST" and typed.is_valid():
        issued = issue_api_key(
            actor=actor_of(request), council_id=council.id, now=clock.now(), **typed.cleaned_data
        )
    response = render(
        request,
        "connectors/workspace/keys.html",
        {
            "base": "workspace/base.html",
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            "form": KeyForm() if issued else typed,
            "issued": issued,
            "issued_to": typed.cleaned_data["name"] if issued else "",
            "keys": api_keys(council.id),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


@for_council(MANAGE)
def stop(request: HttpRequest, council: CouncilRow, key: UUID) -> HttpResponse:
    """Let a key open nothing any more."""
    if request.method == "POST":
        stop_api_key(actor=actor_of(request), council_id=council.id, key_id=key, now=clock.now())
        messages.success(request, _("This key does not work any more."))
    return redirect("workspace:partner-keys", council=council.slug)
