"""Direct Debits in the workspace: mandates, what banks report, claims, the runs of the day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, GiveUp, NotFound, TransitionNotAllowed
from moothall.kernel.money import pounds
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.forms import (
    AgainForm,
    ArrangementForm,
    ClaimForm,
    NoteForm,
    ReportForm,
)
from moothall.payments.direct_debit.models.advice import ClaimState
from moothall.payments.direct_debit.policies import MANAGE, RUN, VIEW
from moothall.payments.direct_debit.ports import ReportRefused
from moothall.payments.direct_debit.spreading import monthly
from moothall.payments.direct_debit.workflow import MandateState


@for_council(VIEW)
def debits(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List mandates, newest first, found by reference, account or state."""
    text, state = request.GET.get("text", "").strip(), request.GET.get("state", "")
    before = _moment(request.GET.get("before", ""))
    found = queries.mandates_in(
        council.id, _language(request), text=text, state=state, before=before
    )
    return _page(
        request,
        council,
        "debits",
        mandates=found,
        text=text,
        state=state,
        states=[(one.value, one.label) for one in MandateState if one is not MandateState.DRAFT],
        older=found[-1].created_at.isoformat() if len(found) == queries.PAGE_SIZE else "",
        untold=queries.untold_count(council.id),
    )


@for_council(VIEW)
def debit(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> HttpResponse:
    """Show one mandate with all that was and is collected."""
    mandate = mandate_of(request, council, mandate_id)
    return _page(
        request,
        council,
        "debit",
        mandate=mandate,
        collections=queries.collections_of(mandate.id),
    )


@for_council(MANAGE)
def change(request: HttpRequest, council: CouncilRow, mandate_id: UUID, what: str) -> HttpResponse:
    """Cancel a mandate for its payer, pause it, or put it in force again."""
    mandate = mandate_of(request, council, mandate_id)
    if request.method != "POST":
        return _page(request, council, "change", mandate=mandate, what=what)
    asked: dict[str, Any] = {
        "actor": actor_of(request),
        "mandate_id": mandate.id,
        "now": clock.now(),
    }
    try:
        if what == "cancel":
            actions.cancel_mandate(**asked)
        else:
            actions.pause_mandate(is_paused=what == "pause", **asked)
    except TransitionNotAllowed:
        messages.error(request, _("This cannot be done with this Direct Debit now."))
    return redirect("workspace:debit", council.slug, mandate.id)


@for_council(MANAGE)
def to_do(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show what banks report and somebody must settle, and read another report."""
    form = ReportForm(typed_in(request), request.FILES or None)
    service = next((one for one in queries.services_of(council.id) if one.reads_reports), None)
    if service is not None and form.is_bound and form.is_valid():
        try:
            new = actions.read_report(
                actor=actor_of(request),
                service_id=service.id,
                content=form.cleaned_data["report"],
                now=clock.now(),
            )
        except ReportRefused as refused:
            form.add_error("report", str(refused))
        else:
            messages.success(request, _("Read: %(count)s new lines.") % {"count": new})
            return redirect("workspace:debits-to-do", council.slug)
    return _page(
        request,
        council,
        "to_do",
        advices=queries.advices_to_do(council.id),
        form=form,
        reads_reports=service is not None,
        status=422 if form.is_bound and form.errors else 200,
    )


@for_council(MANAGE)
def settle(request: HttpRequest, council: CouncilRow, advice_id: UUID) -> HttpResponse:
    """Write down what was done about something that a bank reported."""
    advice = next((one for one in queries.advices_to_do(council.id) if one.id == advice_id), None)
    if advice is None:
        raise Http404("There is nothing to do about this.")
    form = NoteForm(typed_in(request))
    if form.is_valid():
        actions.settle_advice(
            actor=actor_of(request),
            advice_id=advice_id,
            note=form.cleaned_data["note"],
            now=clock.now(),
        )
        return redirect("workspace:debits-to-do", council.slug)
    return form_page(request, council, "settle", form, advice=advice)


@for_council(MANAGE)
def again(request: HttpRequest, council: CouncilRow, advice_id: UUID) -> HttpResponse:
    """Ask the bank once more for what was not paid."""
    advice = next((one for one in queries.advices_to_do(council.id) if one.id == advice_id), None)
    if advice is None or advice.collection_id is None:
        raise Http404("There is nothing to present again.")
    form = AgainForm(typed_in(request))
    if form.is_valid():
        try:
            actions.present_again(
                actor=actor_of(request),
                collection_id=advice.collection_id,
                on=form.cleaned_data["on"],
                now=clock.now(),
            )
        except ValueError as refused:
            form.add_error("on", str(refused))
        else:
            actions.settle_advice(
                actor=actor_of(request), advice_id=advice_id, note=_("Asked again"), now=clock.now()
            )
            return redirect("workspace:debits-to-do", council.slug)
    return form_page(request, council, "again", form, advice=advice)


@for_council(MANAGE)
def claims(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List claims under the Guarantee."""
    return _page(request, council, "claims", claims=queries.claims_in(council.id))


@for_council(MANAGE)
def claim(request: HttpRequest, council: CouncilRow, claim_id: UUID) -> HttpResponse:
    """Accept or challenge a claim, or write down that it was taken back."""
    found = next((one for one in queries.claims_in(council.id) if one.id == claim_id), None)
    if found is None:
        raise Http404("There is no such claim.")
    form = ClaimForm(typed_in(request))
    if form.is_valid():
        try:
            actions.settle_claim(
                actor=actor_of(request),
                claim_id=claim_id,
                state=ClaimState(form.cleaned_data["state"]),
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
        except TransitionNotAllowed:
            form.add_error("state", _("This claim is settled already"))
        else:
            return redirect("workspace:debit-claims", council.slug)
    return form_page(request, council, "claim", form, claim=found)


@for_council(RUN)
def runs(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the runs, and begin the day's."""
    if request.method == "POST":
        begun = [
            actions.begin_run(actor=actor_of(request), service_id=one.id, now=clock.now())
            for one in queries.services_of(council.id)
        ]
        if any(begun):
            messages.success(request, _("The run has begun. Load the page again in a moment."))
        else:
            messages.success(request, _("There is nothing to ask of the banks today."))
        return redirect("workspace:debit-runs", council.slug)
    return _page(request, council, "runs", runs=queries.runs_of(council.id))


@for_council(RUN)
@require_POST
def run_file(request: HttpRequest, council: CouncilRow, run_id: UUID) -> HttpResponseBase:
    """Hand the file of a run out, and write down who took it."""
    try:
        name, content = actions.fetch_file(actor=actor_of(request), run_id=run_id, now=clock.now())
    except (NotFound, GiveUp) as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@for_council(MANAGE)
def plan(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Make a plan of instalments, and send the link by which its payer sets up a Direct Debit."""
    form = ArrangementForm(typed_in(request))
    if form.is_valid():
        try:
            _made(request, council, form)
        except Conflict:
            form.add_error("reference", _("There is a plan for this number already"))
        else:
            messages.success(request, _("The link was sent."))
            return redirect("workspace:debits", council.slug)
    return form_page(request, council, "plan", form)


def _made(request: HttpRequest, council: CouncilRow, form: ArrangementForm) -> None:
    typed = form.cleaned_data
    actions.offer_plan(
        actor=actor_of(request),
        council_id=council.id,
        reference=typed["reference"],
        description=dict.fromkeys(council.languages, typed["what"]),
        instalments=monthly(typed["total"], first_on=typed["first_on"], count=typed["count"]),
        email=typed["email"],
        language=council.languages[0],
        now=clock.now(),
    )


def mandate_of(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> Any:
    """
    Return a mandate of the council.

    :raises Http404: if there is none
    """
    try:
        return queries.mandate_row(mandate_id, _language(request), council_id=council.id)
    except NotFound as error:
        raise Http404 from error


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""


def typed_in(request: HttpRequest) -> QueryDict | None:
    """Return what was typed, if something was sent."""
    return request.POST if request.method == "POST" else None


def _language(request: HttpRequest) -> str:
    language: str = getattr(request, "LANGUAGE_CODE", "en")
    return language


def form_page(
    request: HttpRequest, council: CouncilRow, template: str, form: Any, **context: Any
) -> HttpResponse:
    """Return a page with a form on it, or with a button alone."""
    status = 422 if form is not None and form.is_bound else 200
    return _page(request, council, template, form=form, status=status, **context)


def _page(
    request: HttpRequest, council: CouncilRow, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    response = render(
        request,
        f"payments/workspace/debit_{template}.html",
        {
            "base": "workspace/base.html",
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            "pounds": pounds,
            "may_run": actor_of(request).may(RUN, council.id),
            "may_manage": actor_of(request).may(MANAGE, council.id),
            **context,
        },
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response
