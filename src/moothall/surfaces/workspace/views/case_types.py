"""Case types: everything that a council decides of the cases of a service, in one place."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.case_types import actions
from moothall.cases.case_types.queries import rules_for
from moothall.cases.policies import GUIDE
from moothall.councils.cataloguing import change_service
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import service_type, service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.short_memory import forget_all
from moothall.notifications.policies import can_word_messages
from moothall.surfaces.workspace import case_type_forms as shapes
from moothall.surfaces.workspace.acting import navigation
from moothall.surfaces.workspace.case_type_page import facts_of, kind_in_words

_UNPROCESSABLE = 422
Save = Callable[[dict[str, Any], Any], object]


def _save_names(on: dict[str, Any], form: Any) -> object:
    return change_service(**on, values=form.values)


def _save_states(on: dict[str, Any], form: Any) -> object:
    return actions.use_statuses(**on, used=form.cleaned_data["used"])


def _save_standard(on: dict[str, Any], form: Any) -> object:
    given = form.cleaned_data
    return actions.set_standard(
        **on,
        response_hours=given["response_hours"],
        resolution_hours=given["resolution_hours"],
        priority=given["priority"],
    )


def _save_team(on: dict[str, Any], form: Any) -> object:
    return change_service(**on, values={"team_id": UUID(form.cleaned_data["team"])})


def _save_messages(on: dict[str, Any], form: Any) -> object:
    return actions.tell_of_statuses(**on, told=form.all_told)


def _save_residents(on: dict[str, Any], form: Any) -> object:
    return actions.let_residents(**on, acts=form.cleaned_data["acts"])


def _save_keeping(on: dict[str, Any], form: Any) -> object:
    return actions.keep_for(**on, days=form.cleaned_data["keep_days"])


#: The parts of the page that are changed on it, in its order.
_SECTIONS: dict[str, tuple[type[shapes.SectionForm], Save]] = {
    "names": (shapes.NamesForm, _save_names),
    "states": (shapes.StatesForm, _save_states),
    "standard": (shapes.StandardForm, _save_standard),
    "team": (shapes.TeamForm, _save_team),
    "messages": (shapes.MessagesForm, _save_messages),
    "residents": (shapes.ResidentsForm, _save_residents),
    "keeping": (shapes.KeepingForm, _save_keeping),
}


@for_council(GUIDE)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the case types of a council."""
    rows = [(one, kind_in_words(one.case_kind)) for one in service_types(council.id)]
    return _screen(request, council, "case_types", rows=rows)


@for_council(GUIDE)
def new(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Start a new case type."""
    form = shapes.NewCaseTypeForm(request.POST or None, council=council)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            service = actions.start_case_type(
                actor=actor_of(request),
                council_id=council.id,
                name=given["name"],
                name_cy=given.get("name_cy", ""),
                kind=given["kind"],
                like=UUID(given["like"]),
                now=clock.now(),
            )
        except Conflict:
            form.add_error("name", _("There is a case type of this name already"))
        else:
            return _saved(
                request, reverse("workspace:case-type", args=[council.slug, service.slug])
            )
    code = _UNPROCESSABLE if form.is_bound else 200
    return _screen(request, council, "case_type_new", form=form, code=code)


@for_council(GUIDE)
def case_type(request: HttpRequest, council: CouncilRow, service: str) -> HttpResponse:
    """Show a case type, or change one part of it."""
    row = service_type(council.id, service)
    rules = rules_for(council.id, row.id)
    forms = {
        name: shape(council=council, service=row, rules=rules)
        for name, (shape, _save) in _SECTIONS.items()
    }
    wrong = None
    if request.method == "POST":
        name = request.POST.get("section", "")
        if name not in _SECTIONS:
            raise NotFound("A case type has no such part.")
        shape, save = _SECTIONS[name]
        wrong = forms[name] = shape(request.POST, council=council, service=row, rules=rules)
        if wrong.is_valid():
            on = {
                "actor": actor_of(request),
                "council_id": council.id,
                "service_id": row.id,
                "now": clock.now(),
            }
            save(on, wrong)
            here = reverse("workspace:case-type", args=[council.slug, row.slug])
            return _saved(request, f"{here}#{name}")
    return _screen(
        request, council, "case_type", service=row, forms=forms, wrong=wrong,
        may_word=can_word_messages(actor_of(request), council.id),
        **facts_of(council, row, rules), code=_UNPROCESSABLE if wrong else 200,
    )  # fmt: skip


def _saved(request: HttpRequest, back: str) -> HttpResponse:
    forget_all()  # whoever changed it sees the change at once
    messages.success(request, _("Saved."))
    return redirect(back)


def _screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: Any
) -> HttpResponse:
    framed = {
        "council": council,
        "acting_for": [{"name": council.name}],
        "navigation": navigation(actor_of(request), request.path),
    }
    return render(request, f"workspace/{name}.html", {**framed, **context}, status=code)
