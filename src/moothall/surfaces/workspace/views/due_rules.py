"""Who is told when a promise is near or broken, set up by supervisors."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.due.actions import add_rule, drop_rule
from moothall.cases.due.models import Told
from moothall.cases.due.queries import rules_of
from moothall.cases.policies import GUIDE
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace.acting import navigation
from moothall.surfaces.workspace.due_forms import DueRuleForm


@for_council(GUIDE)
def rules(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the rules of a council, add one, or take one away."""
    here = reverse("workspace:due-rules", args=[council.slug])
    actor, now = actor_of(request), clock.now()
    if request.method == "POST" and "drop" in request.POST:
        drop_rule(actor=actor, council_id=council.id, rule_id=_id(request.POST["drop"]), now=now)
        messages.success(request, _("Saved."))
        return redirect(here)
    form = DueRuleForm(request.POST if request.method == "POST" else None, council_id=council.id)
    if request.method == "POST" and form.is_valid():
        service = form.cleaned_data["service"]
        add_rule(
            actor=actor,
            council_id=council.id,
            service_id=UUID(service) if service else None,
            tells=form.cleaned_data["tells"],
            now=now,
            **form.moment,
        )
        messages.success(request, _("Saved."))
        return redirect(here)
    context = {
        "council": council,
        "acting_for": [{"name": council.name}],
        "navigation": navigation(actor, request.path),
        "form": form,
        "rules": [
            (one, ", ".join(str(Told(name).label) for name in one.tells))
            for one in rules_of(council.id)
        ],
    }
    code = 422 if form.is_bound else 200
    return render(request, "workspace/due_rules.html", context, status=code)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such rule.") from error
