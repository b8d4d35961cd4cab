"""Screens for who runs a council's forms: which there are, and when they are open."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms.forms import AvailabilityForm
from moothall.eforms.policies import MANAGE, can_export_submissions
from moothall.eforms.queries import form_of, forms_of, handed_in_count
from moothall.eforms.versions import versions_of
from moothall.eforms.views.availability import days_of, open_as_typed
from moothall.eforms.views.doors import language_of
from moothall.kernel import clock

BASE = "workspace/base.html"


@for_council(MANAGE)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the council's forms with their versions."""
    now, language = clock.now(), language_of(request)
    rows = [
        {
            "slug": row.slug,
            "title": row.title.within(language),
            "number": row.number,
            "is_open": row.is_open(now),
        }
        for row in forms_of(council.id)
    ]
    return screen(request, council, "overview", forms=rows)


@for_council(MANAGE)
def form(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """Show one form's versions, and change when it is open."""
    row = form_of(council.id, form)
    typed = AvailabilityForm(request.POST or None, initial=days_of(row, council))
    if request.method == "POST" and typed.is_valid():
        open_as_typed(actor=actor_of(request), council=council, form=form, typed=typed)
        messages.success(request, _("Saved."))
        return redirect("workspace:form-settings", council=council.slug, form=form)
    return screen(
        request, council, "form", row=row, title=row.title.within(language_of(request)),
        versions=versions_of(council.id, form), is_open=row.is_open(clock.now()),
        handed_in=handed_in_count(council.id, form), form=typed,
        may_export=can_export_submissions(actor_of(request), council.id),
    )  # fmt: skip


def screen(request: HttpRequest, council: CouncilRow, name: str, **context: Any) -> HttpResponse:
    """Draw a screen of a council's forms."""
    return render(
        request,
        f"eforms/workspace/managing/{name}.html",
        {
            "base": BASE,
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            **context,
        },
    )
