"""Persons who must not be found: marking them, and seeing what is hidden after saying why."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.people import actions
from moothall.people.grant_forms import ReasonForm
from moothall.people.policies import PROTECT, SEE_PROTECTED
from moothall.people.queries import person_detail
from moothall.people.sight import session_digest
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame


class ProtectionForm(ReasonForm):
    """What is hidden of a person besides where they live."""

    hides_email = forms.BooleanField(
        label=gettext_lazy("Hide their email addresses too"), required=False
    )
    hides_phone = forms.BooleanField(
        label=gettext_lazy("Hide their telephone numbers too"), required=False
    )
    refuses_joining = forms.BooleanField(
        label=gettext_lazy("Nobody may join this record online by a reference or a name"),
        required=False,
    )
    field_order = ("hides_email", "hides_phone", "refuses_joining", "reason")


@staff(PROTECT)
def protection(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Hide where somebody lives, change what else is hidden, or show it again."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, PROTECT)
    form = ProtectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given, now = form.cleaned_data, clock.now()
        if request.POST.get("do") == "stop":
            actions.stop_protecting(
                actor=request.actor, person_id=person_id, reason=given["reason"], now=now
            )
            messages.success(request, _("They are no longer protected."))
        else:
            actions.protect_person(actor=request.actor, person_id=person_id, now=now, **given)
            messages.success(request, _("They are protected. Their address is hidden everywhere."))
        return redirect(here.address("workspace:person", person_id))
    context = {
        **frame(request, here),
        "person": known,
        "form": form,
        "action": here.address("workspace:person-protection", person_id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/person_protection.html", context, status=status)


@staff(SEE_PROTECTED)
@require_POST
def look(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Let an employee see what is hidden for a quarter of an hour; the reason is kept."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, SEE_PROTECTED)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.look_at_protected(
            actor=request.actor,
            person_id=person_id,
            session_digest=session_digest(request),
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
    else:
        messages.warning(request, _("Say why you must see it."))
    return redirect(here.address("workspace:person", person_id))
