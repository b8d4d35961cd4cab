"""Screens on which supervisors say what residents read about each status and may do then."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.actions import drop_guide, guide_residents
from moothall.cases.acts import Act
from moothall.cases.guidance import guidance_for, own_guide
from moothall.cases.guide_forms import OWN, USUAL, GuideForm
from moothall.cases.policies import GUIDE
from moothall.cases.workflow import Status
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.kernel.short_memory import forget_all

ALL = "all"
_KIND, _SERVICE = "kind-", "service-"


@dataclass(frozen=True)
class Scope:
    """For which cases a rule is: those of one service, of one kind, or all."""

    slug: str
    words: str
    service: str = ""
    service_id: UUID | None = None
    kind: str = ""
    service_kind: str = ""


@for_council(GUIDE)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show what counts for each status, of all cases or of those that are chosen."""
    scope = _scope(council, request.GET.get("for", "") or ALL)
    rows = [_row(council, scope, status) for status in Status]
    return _screen(request, council, "overview", scope=scope, scopes=_scopes(council), rows=rows)


@for_council(GUIDE)
def status(request: HttpRequest, council: CouncilRow, scope: str, status: str) -> HttpResponse:
    """Change what counts for one status, or leave it to what is usual again."""
    chosen, of_status = _scope(council, scope), _status(status)
    back = f"{reverse('workspace:request-settings', args=[council.slug])}?for={chosen.slug}"
    own = own_guide(council.id, service_id=chosen.service_id, kind=chosen.kind, status=of_status)
    if request.method == "POST" and "drop" in request.POST:
        if own is not None:
            drop_guide(
                actor=actor_of(request), council_id=council.id, guide_id=own.id, now=clock.now()
            )
        return _saved(request, back)
    form = GuideForm(
        request.POST or None, has_welsh="cy" in council.languages, initial=_initial(own)
    )
    if request.method == "POST" and form.is_valid():
        _save(request, council, chosen, of_status, form)
        return _saved(request, back)
    return _screen(
        request, council, "status", scope=chosen, status=of_status, form=form, own=own,
        counts=_row(council, chosen, of_status), back=back,
        code=422 if form.is_bound else 200,
    )  # fmt: skip


def _save(
    request: HttpRequest, council: CouncilRow, scope: Scope, status: Status, form: GuideForm
) -> None:
    given = form.cleaned_data
    guide_residents(
        actor=actor_of(request),
        council_id=council.id,
        status=status.value,
        service=scope.service,
        kind=scope.kind,
        label_en=given["label_en"],
        label_cy=given.get("label_cy", ""),
        text_en=given["text_en"],
        text_cy=given.get("text_cy", ""),
        acts=form.chosen_acts,
        reopen_days=given["reopen_days"],
        staff_reopen_days=given["staff_reopen_days"],
        now=clock.now(),
    )


def _saved(request: HttpRequest, back: str) -> HttpResponse:
    forget_all()  # whoever changed it sees the change at once
    messages.success(request, _("Saved."))
    return redirect(back)


def _initial(own: Any) -> dict[str, Any]:
    if own is None:
        return {"which_acts": USUAL}
    return {
        "label_en": own.label_en,
        "label_cy": own.label_cy,
        "text_en": own.text_en,
        "text_cy": own.text_cy,
        "which_acts": USUAL if own.acts is None else OWN,
        "acts": sorted(act.value for act in own.acts or ()),
        "reopen_days": own.reopen_days,
        "staff_reopen_days": own.staff_reopen_days,
    }


def _row(council: CouncilRow, scope: Scope, status: Status) -> dict[str, Any]:
    """Return what counts for a status, and whether it is said for exactly these cases."""
    guidance = guidance_for(
        council.id,
        service_id=scope.service_id,
        kind=scope.kind or scope.service_kind,
        status=status,
        language="en",
    )
    own = own_guide(council.id, service_id=scope.service_id, kind=scope.kind, status=status)
    return {
        "status": status,
        "guidance": guidance,
        "acts": [act.label for act in Act if act in guidance.acts],
        "is_own": own is not None,
    }


def _scopes(council: CouncilRow) -> list[Scope]:
    kinds = [Scope(f"{_KIND}{kind.value}", str(kind.label), kind=kind.value) for kind in CaseKind]
    services = [
        Scope(
            f"{_SERVICE}{one.slug}",
            one.name,
            service=one.slug,
            service_id=one.id,
            service_kind=one.case_kind,
        )
        for one in service_types(council.id)
    ]
    return [Scope(ALL, _("All requests")), *kinds, *services]


def _scope(council: CouncilRow, slug: str) -> Scope:
    for scope in _scopes(council):
        if scope.slug == slug:
            return scope
    raise NotFound("There are no such cases.")


def _status(name: str) -> Status:
    try:
        return Status(name)
    except ValueError:
        raise NotFound("There is no such status.") from None


def _screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: Any
) -> HttpResponse:
    return render(
        request,
        f"cases/workspace/guiding/{name}.html",
        {"council": council, "acting_for": [{"name": council.short_name}], **context},
        status=code,
    )
