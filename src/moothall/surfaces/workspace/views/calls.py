"""Taking a call: who it is, what it is about, and what happens next."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.actions import log_interaction
from moothall.cases.queries import cases_of_person, recent_interactions
from moothall.cases.rows import CaseRow
from moothall.councils.rows import CouncilRow
from moothall.eforms.queries import FormRow, forms_of
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.payments.policies import TAKE
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_screen, finding
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.actions import open_basket_for_caller, start_form_for_caller
from moothall.surfaces.workspace.forms import Call
from moothall.surfaces.workspace.rows import case_line, interaction_line
from moothall.surfaces.workspace.words import spelled

_LONGEST_TEXT = 200
_MOST_CASES = 8
ANSWERED = "answered"
PAYMENT = "payment"
_CASE, _FORM = "case:", "form:"


@dataclass(frozen=True)
class Caller:
    """Who is on the line, for which council, and what can be done for them."""

    person: PersonRow | None
    council: CouncilRow
    cases: tuple[CaseRow, ...]
    forms: tuple[FormRow, ...]
    may_pay: bool = False


@staff("interaction.log")
def new(request: StaffRequest) -> HttpResponse:
    """Ask who it is."""
    here = acting(request, "interaction.log")
    text = request.GET.get("q", "").strip()[:_LONGEST_TEXT].replace("\0", "")
    context = {
        **frame(request, here, switcher=True),
        "text": text,
        "found": finding.find(here, text, now=clock.now()),
    }
    return render(request, "workspace/call_new.html", context)


@staff("interaction.log")
@sighted
def log(request: StaffRequest) -> HttpResponse:
    """Write down what it was about, and go on to what happens next."""
    here, caller = _caller(request)
    form = Call(
        request.POST or None,
        outcomes=[(one["value"], one["label"]) for one in _outcomes(caller) if "value" in one],
        initial={"outcome": _chosen_case(request, caller)},
    )
    now = clock.now()
    if request.method == "POST" and form.is_valid():
        return redirect(_next_page(request, here, caller, form.cleaned_data))
    person = caller.person
    context = {
        **frame(request, here),
        "caller": caller,
        "number": here.number(caller.council.id),
        "form": form,
        "outcomes": _outcomes(caller),
        "lines": [case_line(here, case, now=now) for case in caller.cases],
        "touches": [
            interaction_line(here, one)
            for one in recent_interactions([caller.council.id], person_id=person.id, limit=5)
        ]
        if person
        else [],
        "action": request.get_full_path(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/call_log.html", context, status=status)


@staff("interaction.log")
@sighted
def done(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the reference to read out."""
    record = case_screen.record_of(request, reference, now=clock.now())
    here = acting_in(request, record.case.council_id, "interaction.log")
    context = {
        **frame(request, here),
        "record": record,
        "spelled": spelled(record.case.reference),
        "told": case_screen.told(record),
    }
    return render(request, "workspace/call_done.html", context)


def _caller(request: StaffRequest) -> tuple[Acting, Caller]:
    """
    Return who is on the line: a person, or somebody without a name who calls about one council.

    :raises NotFound: if the address names neither
    """
    person_id = _uuid(request.GET.get("person", ""))
    if person_id is None:
        here, person = acting(request, "interaction.log"), None
    else:
        person = person_detail(person_id)
        here = acting_in(request, person.council_id, "interaction.log")
    if here.only is None:
        raise NotFound("Nobody said for which council this is.")
    council = here.only
    may = request.actor.may
    cases = (
        cases_of_person(person.id, council_id=council.id, limit=_MOST_CASES, now=clock.now())
        if person and may("case.view", council.id)
        else ()
    )
    forms = forms_of(council.id) if may("form.assist", council.id) else ()
    return here, Caller(person, council, tuple(cases), forms, may(TAKE, council.id))


def _outcomes(caller: Caller) -> list[dict[str, Any]]:
    """Return what can happen next, as radio buttons: answered, a case they have, or a form."""
    choices: list[dict[str, Any]] = [
        {
            "value": ANSWERED,
            "label": _("I have answered it"),
            "hint": _("Only the call is written down."),
        }
    ]
    if caller.may_pay:
        choices.append({"value": PAYMENT, "label": _("They want to pay")})
    if caller.cases:
        choices.append({"divider": _("or it is about a case they have")})
    choices += [
        {
            "value": f"{_CASE}{case.id}",
            "label": f"{case.reference} {case.service_name}",
            "hint": f"{case.status.label}. {case.summary}",
        }
        for case in caller.cases
    ]
    if caller.forms:
        choices.append({"divider": _("or they need something new")})
    choices += [
        {"value": f"{_FORM}{form.slug}", "label": form.title.within("en")} for form in caller.forms
    ]
    return choices


def _chosen_case(request: StaffRequest, caller: Caller) -> str:
    """Return the outcome of a call that began on the page of a case."""
    reference = request.GET.get("case", "")
    return next((f"{_CASE}{one.id}" for one in caller.cases if one.reference == reference), "")


def _next_page(request: StaffRequest, here: Acting, caller: Caller, given: dict[str, Any]) -> str:
    """Write the call down and return where to go on."""
    person, council, outcome = caller.person, caller.council, given["outcome"]
    told = {"channel": given["channel"], "summary": given["summary"]}
    if outcome.startswith(_FORM):
        slug = outcome.removeprefix(_FORM)
        secret = start_form_for_caller(
            actor=request.actor,
            council_id=council.id,
            person=person,
            form=slug,
            language=person.language if person else council.languages[0],
            now=clock.now(),
            **told,
        )
        parts = {"council": council.slug, "form": slug, "secret": secret}
        return reverse("workspace:form-resume", kwargs=parts)
    if outcome == PAYMENT:
        basket_id = open_basket_for_caller(
            actor=request.actor,
            council_id=council.id,
            person=person,
            language=person.language if person else council.languages[0],
            now=clock.now(),
            **told,
        )
        return here.address("workspace:take", basket_id)
    case = next((one for one in caller.cases if outcome == f"{_CASE}{one.id}"), None)
    with transaction.atomic():
        log_interaction(
            actor=request.actor,
            council_id=council.id,
            person_id=person.id if person else None,
            case_id=case.id if case else None,
            now=clock.now(),
            **told,
        )
    messages.success(request, _("The call is written down."))
    if case is not None:
        return here.address("workspace:case", case.reference)
    if person is not None:
        return here.address("workspace:person", person.id)
    return here.address("workspace:call-new")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
