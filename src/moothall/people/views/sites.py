"""The websites that a council lets sign people in, in the workspace."""

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
from moothall.people.policies import SETTINGS
from moothall.people.sign_in import origin
from moothall.people.site_forms import NewSiteForm, SiteForm
from moothall.people.websites import SiteRow, satellite_site, satellite_sites


@for_council(SETTINGS)
def sites(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the websites, and register one; its secret is shown this once."""
    form = NewSiteForm(request.POST if request.method == "POST" else None)
    secret, client_id = "", ""
    if form.is_valid():
        try:
            site, secret = actions.register_site(
                actor=actor_of(request),
                council_id=council.id,
                settings=form.settings(keeps_secret=form.cleaned_data["keeps_secret"]),
                now=clock.now(),
            )
        except Conflict:
            form.add_error("name", _("There is a website of this name already."))
        else:
            form, client_id = NewSiteForm(), site.client_id
    return _page(
        request,
        council,
        "sites",
        {
            "form": form,
            "secret": secret,
            "client_id": client_id,
            "sites": satellite_sites(council.id),
            "issuer": origin.issuer(),
        },
    )


@for_council(SETTINGS)
def site(request: HttpRequest, council: CouncilRow, site: UUID) -> HttpResponse:
    """Change what is said of a website."""
    row = satellite_site(council.id, site)
    form = SiteForm(request.POST if request.method == "POST" else None, initial=_typed(row))
    if form.is_valid():
        try:
            actions.change_site(
                actor=actor_of(request),
                council_id=council.id,
                site_id=site,
                settings=form.settings(keeps_secret=row.keeps_secret),
                now=clock.now(),
            )
        except Conflict:
            form.add_error("name", _("There is a website of this name already."))
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect("workspace:site", council=council.slug, site=site)
    return _page(request, council, "site", {"form": form, "site": row})


@for_council(SETTINGS)
def change_secret(request: HttpRequest, council: CouncilRow, site: UUID) -> HttpResponse:
    """Make a new secret, which is shown this once."""
    if request.method != "POST":
        return redirect("workspace:site", council=council.slug, site=site)
    secret = actions.change_site_secret(
        actor=actor_of(request), council_id=council.id, site_id=site, now=clock.now()
    )
    row = satellite_site(council.id, site)
    form = SiteForm(initial=_typed(row))
    return _page(request, council, "site", {"form": form, "site": row, "secret": secret})


@for_council(SETTINGS)
def stop(request: HttpRequest, council: CouncilRow, site: UUID) -> HttpResponse:
    """Let a website sign nobody in any more."""
    if request.method == "POST":
        actions.stop_site(
            actor=actor_of(request), council_id=council.id, site_id=site, now=clock.now()
        )
        messages.success(request, _("This website signs nobody in any more."))
    return redirect("workspace:sites", council=council.slug)


def _typed(row: SiteRow) -> dict[str, object]:
    return {
        "name": row.name,
        "name_cy": row.name_cy,
        "redirect_addresses": "\n".join(row.redirect_addresses),
        "sign_out_addresses": "\n".join(row.sign_out_addresses),
        "logout_address": row.logout_address,
        "scopes": list(row.scopes),
    }


def _page(
    request: HttpRequest, council: CouncilRow, name: str, values: dict[str, object]
) -> HttpResponse:
    frame = {
        "base": "workspace/base.html",
        "council": council,
        "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
    }
    response = render(request, f"people/workspace/{name}.html", {**frame, **values})
    response["Cache-Control"] = "no-store"
    return response
