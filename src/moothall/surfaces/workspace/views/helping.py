"""Helping somebody in one's own session: who it is, what they left half done, and the end."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from moothall.cases.channels import Channel
from moothall.councils.queries import council_by_id, service_types
from moothall.eforms.actions import take_up_draft
from moothall.eforms.helped import drafts_of_person
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.forms import Form
from moothall.people import actions
from moothall.people.helping import IN_SESSION, HelpStanding
from moothall.people.policies import ASSIST
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.people.sight import session_digest, sighted
from moothall.surfaces.workspace import caller_check
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.actions import begin_help_of_caller, note_failed_check
from moothall.surfaces.workspace.caller_check import LEVEL_FOR_FORMS, Facts

#: How somebody whom an employee helps is there.
CHANNELS = (Channel.PHONE, Channel.VISIT)
LONGEST_REASON, LONGEST_ANSWER = 200, 200


class CallerForm(Form):
    """Why an employee helps, and what the caller answered."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How are they in touch?"),
        choices=[(one.value, one.label) for one in CHANNELS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they are in touch")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why do you help them?"),
        help_text=gettext_lazy("For example: cannot use the website. It is kept."),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why you help them")},
    )

    def __init__(self, *given: Any, facts: Facts, services: list[tuple[str, str]]) -> None:
        """Ask what can be asked of this person."""
        super().__init__(*given)
        for key in facts.asked:
            label = str(caller_check.QUESTIONS[key])
            if key == "last_request":
                choices = [("", _("They do not know")), *services]
                self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=False)
            else:
                self.fields[key] = forms.CharField(
                    label=label, max_length=LONGEST_ANSWER, required=False
                )
        self.fields["seen_papers"] = forms.BooleanField(
            label=_("They are here, and I have seen a document with their photo and name"),
            required=False,
        )


@staff(ASSIST)
@sighted
def begin(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Ask the caller questions, and begin to help if the answers fit."""
    known = person_detail(person_id)
    acting_in(request, known.council_id, "person.view")
    here = acting_in(request, known.council_id, ASSIST)
    if known.is_withheld:
        return render(
            request, "workspace/help_refused.html", {**frame(request, here), "person": known},
            status=403,
        )  # fmt: skip
    facts = caller_check.facts_of(person_id, council_id=known.council_id, now=clock.now())
    services = [(one.slug, one.name) for one in service_types(known.council_id)]
    form = CallerForm(
        *([request.POST] if request.method == "POST" else []), facts=facts, services=services
    )
    if form.is_valid() and _is_begun(request, known, facts, form):
        return redirect(reverse("workspace:help"))
    context = {
        **frame(request, here),
        "person": known,
        "form": form,
        "questions": [form[key] for key in facts.asked],
        "action": here.address("workspace:person-help", known.id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/help_begin.html", context, status=status)


@staff(ASSIST)
def going_on(request: StaffRequest) -> HttpResponse:
    """Show whom one helps, and what they left half done."""
    helping = helping_of(request)
    here = acting_in(request, helping.council_id, ASSIST)
    may_see_forms = helping.level >= LEVEL_FOR_FORMS
    now = clock.now()
    drafts = drafts_of_person(helping.person_id, now=now) if may_see_forms else []
    context = {
        **frame(request, here),
        "standing": helping,
        "may_see_forms": may_see_forms,
        "drafts": drafts,
        "council_of_person": council_by_id(helping.council_id),
    }
    return render(request, "workspace/help.html", context)


@staff(ASSIST)
@require_POST
def resume(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Go on with a form that they left half done, where it stopped."""
    helping = helping_of(request)
    if helping.level < LEVEL_FOR_FORMS:
        raise NotPermitted("The caller has not answered enough questions for that.")
    form, secret = take_up_draft(
        actor=helping.on_behalf(request.actor),
        council_id=helping.council_id,
        draft_id=draft_id,
        help_id=helping.help_id,
        now=clock.now(),
    )
    council = council_by_id(helping.council_id)
    parts = {"council": council.slug, "form": form, "secret": secret}
    return redirect(reverse("workspace:form-resume", kwargs=parts))


@staff(ASSIST)
@require_POST
def end(request: StaffRequest) -> HttpResponse:
    """End the help at once."""
    helping: HelpStanding | None = request.helping  # type: ignore[attr-defined]
    here = acting(request, ASSIST)
    if helping is None:
        return redirect(here.address("workspace:people"))
    actions.end_help(actor=request.actor, standing=helping, now=clock.now())
    request.session.pop(IN_SESSION, None)
    messages.success(request, _("The help has ended."))
    return redirect(here.address("workspace:person", helping.person_id))


def _is_begun(request: StaffRequest, known: PersonRow, facts: Facts, form: CallerForm) -> bool:
    """Judge the answers, write down what came of it, and begin the help or say why not."""
    now, given = clock.now(), form.cleaned_data
    told = {
        "actor": request.actor,
        "person": known,
        "channel": given["channel"],
        "asked": [key for key in facts.asked if given.get(key)],
        "now": now,
    }
    if not caller_check.may_try(person_id=known.id, employee=request.actor.identifier, now=now):
        form.add_error(None, _("That was tried too often. Try again in half an hour."))
        return False
    if given["channel"] == Channel.VISIT and given["seen_papers"]:
        level = caller_check.HIGHEST
    else:
        level = caller_check.level_of(*facts.count_right(given))
    if not level:
        note_failed_check(**told)
        form.add_error(None, _("The answers do not fit. We do not say which of them."))
        return False
    begin_help_of_caller(
        **told, level=level, reason=given["reason"], session_digest=session_digest(request)
    )
    request.session[IN_SESSION] = True
    return True


def helping_of(request: StaffRequest) -> HelpStanding:
    """
    Return whom the employee helps.

    :raises NotFound: if that is nobody, or nobody any more
    """
    helping: HelpStanding | None = request.helping  # type: ignore[attr-defined]
    if helping is None:
        raise NotFound("You help nobody at the moment.")
    return helping
