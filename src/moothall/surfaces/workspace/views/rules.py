"""Rules: put together as sentences, tried on last month's cases, switched on and off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.macros.queries import macros_of
from moothall.cases.rules import actions, queries
from moothall.cases.rules.models import Trigger
from moothall.cases.rules.policies import RULES
from moothall.cases.rules.queries import RuleRow
from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.rule_forms import RuleForm, SwitchForm

_UNPROCESSABLE = 422


@for_council(RULES)
def overview(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """List the rules of a council as sentences."""
    context = {
        **_framed(request, council),
        "rules": queries.rules_of(council.id),
        "has_macros": any(one.is_active for one in macros_of(council.id)),
    }
    return render(request, "workspace/rules.html", context)


@for_council(RULES)
@sighted
def rule(request: StaffRequest, council: CouncilRow, rule_id: UUID) -> HttpResponse:
    """Show a rule, and what it would have done in the last month."""
    row = queries.rule_row(council.id, rule_id)
    context = {
        **_framed(request, council),
        "rule": row,
        "tried": queries.dry_run(row, now=clock.now()),
        "most_shown": queries.MOST_SHOWN,
    }
    return render(request, "workspace/rule.html", context)


@for_council(RULES)
def edit(request: StaffRequest, council: CouncilRow, rule_id: UUID | None = None) -> HttpResponse:
    """Put a rule together, or change one; it is off until it was tried."""
    row = queries.rule_row(council.id, rule_id) if rule_id else None
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        council_id=council.id,
        macros=macros_of(council.id),
        rule=row,
    )
    if form.is_valid():
        saved = _saved(request, council, form, row)
        if saved is not None:
            messages.success(request, _("Saved. See what it would have done, then switch it on."))
            return redirect("workspace:rule", council.slug, saved)
    context = {**_framed(request, council), "form": form, "rule": row}
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/rule_write.html", context, status=status)


@for_council(RULES)
@require_POST
def switch(request: StaffRequest, council: CouncilRow, rule_id: UUID) -> HttpResponse:
    """Switch a rule on or off."""
    row = queries.rule_row(council.id, rule_id)
    form = SwitchForm(request.POST)
    if form.is_valid():
        try:
            actions.switch_rule(
                actor=request.actor,
                council_id=council.id,
                rule_id=row.id,
                on=form.cleaned_data["on"],
                seen=form.cleaned_data["seen"],
                now=clock.now(),
            )
        except Conflict:
            messages.warning(request, _("Somebody changed this rule meanwhile. Look at it again."))
        else:
            messages.success(request, _("Saved."))
    return redirect("workspace:rule", council.slug, row.id)


def _saved(
    request: StaffRequest, council: CouncilRow, form: RuleForm, row: RuleRow | None
) -> UUID | None:
    given = form.cleaned_data
    try:
        saved = actions.save_rule(
            actor=request.actor,
            council_id=council.id,
            name=given["name"],
            trigger=Trigger(given["trigger"]),
            conditions=given["conditions"],
            macro_id=UUID(given["macro"]),
            rule_id=row.id if row else None,
            seen=given["seen"],
            now=clock.now(),
        )
    except Conflict:
        form.add_error(
            "name",
            _("Another rule has this name, or somebody changed this one meanwhile. Look again."),
        )
        return None
    return saved.pk


def _framed(request: StaffRequest, council: CouncilRow) -> dict[str, Any]:
    here = acting_in(request, council.id, RULES)
    return {**frame(request, here), "council": council, "number": here.number(council.id)}
