"""Macros: made by supervisors, used from the page of a case."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.deeds.doing import do_deed
from moothall.cases.deeds.foreseeing import foresee
from moothall.cases.deeds.refusals import DeedRefused
from moothall.cases.macros.actions import save_macro
from moothall.cases.macros.queries import MacroRow, macro_of, macros_of
from moothall.cases.policies import MACROS
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.short_memory import forget_all
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame, navigation
from moothall.surfaces.workspace.deed_forms import MacroForm
from moothall.surfaces.workspace.views.case import address_of


@staff("case.edit")
@sighted
def use(request: StaffRequest, reference: str, macro_id: UUID) -> HttpResponse:
    """Show what a macro does to a case, and do all of it or nothing."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    case = record.case
    here = acting_in(request, case.council_id, "case.edit")
    macro = macro_of(case.council_id, macro_id)
    if not macro.is_active or macro.team_id not in (None, case.team_id):
        raise NotFound("This macro is not for this case.")
    newest = case_screen.newest_entry(record)
    seen = _seen(request.POST.get("seen", "")) or newest
    if request.method == "POST":
        try:
            with transaction.atomic():
                do_deed(actor=request.actor, case_id=case.id, deed=macro.deed, seen=seen, now=now)
        except DeedRefused as refused:
            messages.warning(request, str(refused.why.label))
            return redirect(here.address("workspace:case-macro", reference, macro_id))
        messages.success(request, _("Done: %(macro)s") % {"macro": macro.name})
        return redirect(address_of(request, record))
    [foreseen] = foresee(
        actor=request.actor,
        council_id=case.council_id,
        deed=macro.deed,
        case_ids=[case.id],
        seen={},
        now=now,
    )
    context = {
        **frame(request, here),
        "record": record,
        "macro": macro,
        "foreseen": foreseen,
        "seen": newest,
        "told": case_screen.told(record),
    }
    return render(request, "workspace/macro_use.html", context)


@for_council(MACROS)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the macros of a council."""
    return _screen(request, council, "macros", macros=macros_of(council.id))


@for_council(MACROS)
def edit(request: HttpRequest, council: CouncilRow, macro_id: UUID | None = None) -> HttpResponse:
    """Make a macro, or change one."""
    macro = macro_of(council.id, macro_id) if macro_id else None
    form = MacroForm(
        request.POST if request.method == "POST" else None,
        council_id=council.id,
        languages=council.languages,
        initial=_initial(macro),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            save_macro(
                actor=actor_of(request),
                council_id=council.id,
                name=given["name"],
                deed=form.deed,
                team_id=UUID(given["for_team"]) if given["for_team"] else None,
                macro_id=macro_id,
                is_active=given["is_active"],
                now=clock.now(),
            )
        except Conflict:
            form.add_error("name", _("Another macro has this name"))
        else:
            forget_all()  # whoever changed it sees the change at once
            messages.success(request, _("Saved."))
            return redirect(reverse("workspace:macros", args=[council.slug]))
    return _screen(
        request, council, "macro", form=form, macro=macro, code=422 if form.is_bound else 200
    )


def _screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: object
) -> HttpResponse:
    shown = {
        "council": council,
        "acting_for": [{"name": council.name}],
        "navigation": navigation(actor_of(request), request.path),
        **context,
    }
    return render(request, f"workspace/{name}.html", shown, status=code)


def _initial(macro: MacroRow | None) -> dict[str, object]:
    if macro is None:
        return {"is_active": True}
    return {
        **macro.deed.as_json(),
        "name": macro.name,
        "for_team": str(macro.team_id or ""),
        "is_active": macro.is_active,
    }


def _seen(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
