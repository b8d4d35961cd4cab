"""What the screens of sharing have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.models import InFlight
from moothall.eforms.queries import form_of
from moothall.eforms.views.doors import language_of
from moothall.kernel.errors import Conflict

BASE = "workspace/base.html"


def drawn(request: HttpRequest, council: CouncilRow, name: str, **more: Any) -> HttpResponse:
    """Return a page of sharing; with errors, as one that was not accepted."""
    acting = [{"name": council.short_name, "colour": council.brand.primary_colour}]
    context = {"base": BASE, "acting_for": acting, "form_council": council,
               "in_flight": InFlight.choices, **more}  # fmt: skip
    if "form" in more:
        title = form_of(council.id, more["form"]).title
        context["title"] = title.within(language_of(request))
    status = 422 if more.get("errors") else 200
    return render(request, f"eforms/workspace/sharing/{name}.html", context, status=status)


def said(error: Conflict | FormNotPublishable) -> list[dict[str, str]]:
    """Return what is wrong as an error summary has it."""
    if isinstance(error, FormNotPublishable):
        return [{"href": "", "text": str(one)} for one in error.mistakes]
    return [{"href": "", "text": str(error)}]


def services_of(council: CouncilRow) -> list[tuple[str, str]]:
    """Return the council's services to choose from."""
    return [(one.slug, one.name) for one in service_types(council.id)]


def checks_of(council: CouncilRow, form: str) -> str:
    """Return the screen that says whether it was published, or what is to mend first."""
    return reverse("workspace:design-checks", kwargs={"council": council.slug, "form": form})
