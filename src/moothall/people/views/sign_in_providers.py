"""The companies with whose accounts people may sign in at a council, in the workspace."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.people import actions
from moothall.people.companies import companies
from moothall.people.policies import SETTINGS
from moothall.people.sign_in import origin
from moothall.people.site_forms import ProviderForm


@for_council(SETTINGS)
def providers(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the companies, and set one up."""
    form = ProviderForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.set_up_provider(
                actor=actor_of(request),
                council_id=council.id,
                settings=form.settings(),
                now=clock.now(),
            )
        except Conflict:
            form.add_error("name", _("This is set up already. Stop it first to change it."))
        else:
            messages.success(request, _("People can sign in with it from now on."))
            return redirect("workspace:sign-in-providers", council=council.slug)
    return render(
        request,
        "people/workspace/sign_in_providers.html",
        {
            "base": "workspace/base.html",
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            "form": form,
            "providers": companies(council.id),
            "issuer": origin.issuer(),
        },
    )


@for_council(SETTINGS)
def stop(request: HttpRequest, council: CouncilRow, provider: UUID) -> HttpResponse:
    """Let nobody sign in with a company's accounts any more."""
    if request.method == "POST":
        actions.stop_provider(
            actor=actor_of(request), council_id=council.id, provider_id=provider, now=clock.now()
        )
        messages.success(request, _("Nobody can sign in with it any more."))
    return redirect("workspace:sign-in-providers", council=council.slug)
