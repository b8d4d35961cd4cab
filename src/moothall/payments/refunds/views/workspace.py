"""Refunds in the workspace: asking, agreeing, and what people have to do about them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.money import pounds
from moothall.payments.refunds import actions, queries
from moothall.payments.refunds.errors import InWallet, NotPaid, OwnRefund, RefundRefused, TooMuch
from moothall.payments.refunds.forms import (
    DecisionForm,
    LookForm,
    RecordForm,
    RefundForm,
    field_of,
)
from moothall.payments.refunds.policies import APPROVE, REQUEST, can_decide_refund
from moothall.payments.refunds.queries import Shelf
from moothall.payments.refunds.rows import RefundRow
from moothall.payments.refunds.workflow import RefundReason

_UNPROCESSABLE = 422


@for_council(REQUEST)
def refunds(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List refunds by what has to be done about them, with their age and whose turn it is."""
    named = {one.value: one for one in Shelf}
    shelf = named.get(request.GET.get("show", ""), Shelf.TO_APPROVE)
    now = clock.now()
    lines = [
        {"row": row, "days": (now - row.requested_at).days, "turn": _turn(row)}
        for row in queries.refunds_on(council.id, shelf)
    ]
    return _page(request, council, "refunds", lines=lines, shelf=shelf, shelves=_shelves(council))


@for_council(REQUEST)
def new(request: HttpRequest, council: CouncilRow, payment_id: UUID) -> HttpResponse:
    """Ask for money of a payment to be given back."""
    payment = queries.to_refund(council.id, payment_id)
    form = RefundForm(payment, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            refund = actions.request_refund(
                actor=actor_of(request),
                payment_id=payment.id,
                parts=form.cleaned_data["parts"],
                reason=RefundReason(form.cleaned_data["reason"]),
                note=form.cleaned_data["note"],
                by_hand=form.cleaned_data["by_hand"],
                now=clock.now(),
            )
        except TooMuch as refusal:
            amount = pounds(refusal.left_pence)
            form.add_error(None, _("Only %(amount)s of this is left.") % {"amount": amount})
        except NotPaid:
            form.add_error(None, _("Nothing was paid, so nothing can be given back."))
        except InWallet:
            form.add_error(None, _("This money is in a wallet. Pay it out from there."))
        else:
            messages.success(request, _asked(refund.state))
            return redirect("workspace:refund", council.slug, refund.pk)
    fields = [(line, form[field_of(line)]) for line in form.open_lines]
    before = queries.refunds_of(payment.id)
    return _page(
        request, council, "refund_new", payment=payment, form=form, fields=fields, before=before
    )


@for_council(REQUEST)
def refund(request: HttpRequest, council: CouncilRow, refund_id: UUID) -> HttpResponse:
    """Show one refund, with what this person can do about it."""
    return _shown(request, council, queries.refund_row(council.id, refund_id))


@for_council(APPROVE)
@require_POST
def decide(request: HttpRequest, council: CouncilRow, refund_id: UUID) -> HttpResponse:
    """Agree to a refund, or not."""
    row = queries.refund_row(council.id, refund_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, council, row, decision=form)
    is_agreed = form.cleaned_data["decision"] == "approve"
    act = actions.approve_refund if is_agreed else actions.decline_refund
    try:
        act(
            actor=actor_of(request), refund_id=row.id, note=form.cleaned_data["note"],
            now=clock.now(),
        )  # fmt: skip
    except OwnRefund:
        form.add_error(None, _("You asked for this refund, so somebody else has to decide."))
        return _shown(request, council, row, decision=form)
    except TransitionNotAllowed:
        return _too_late(request, council, row)
    messages.success(
        request, _("Agreed. The payer is told.") if is_agreed else _("Declined. It is not made.")
    )
    return redirect("workspace:refunds", council.slug)


@for_council(REQUEST)
@require_POST
def withdraw(request: HttpRequest, council: CouncilRow, refund_id: UUID) -> HttpResponse:
    """Take a refund back that was not asked for yet, or give up one that failed."""
    row = queries.refund_row(council.id, refund_id)
    try:
        actions.withdraw_refund(actor=actor_of(request), refund_id=row.id, now=clock.now())
    except TransitionNotAllowed:
        return _too_late(request, council, row)
    messages.success(request, _("It is withdrawn."))
    return redirect("workspace:refund", council.slug, row.id)


@for_council(REQUEST)
@require_POST
def record(request: HttpRequest, council: CouncilRow, refund_id: UUID) -> HttpResponse:
    """Record that a refund was made in the payment company's portal."""
    row = queries.refund_row(council.id, refund_id)
    form = RecordForm(request.POST)
    if form.is_valid():
        try:
            actions.record_by_hand(
                actor=actor_of(request),
                refund_id=row.id,
                reference=form.cleaned_data["reference"],
                now=clock.now(),
            )
        except RefundRefused:
            form.add_error("reference", _another_has_it())
        except TransitionNotAllowed:
            return _too_late(request, council, row)
        else:
            messages.success(request, _("Recorded as given back. The payer is told."))
            return redirect("workspace:refund", council.slug, row.id)
    return _shown(request, council, row, recording=form)


@for_council(REQUEST)
@require_POST
def look(request: HttpRequest, council: CouncilRow, refund_id: UUID) -> HttpResponse:
    """Say what the payment company's portal shows of a refund that is in doubt."""
    row = queries.refund_row(council.id, refund_id)
    form = LookForm(request.POST)
    if form.is_valid():
        try:
            actions.settle_unsure(
                actor=actor_of(request),
                refund_id=row.id,
                reference=form.cleaned_data["reference"],
                was_made=form.cleaned_data["was_made"] == "yes",
                now=clock.now(),
            )
        except RefundRefused:
            form.add_error("reference", _another_has_it())
        except TransitionNotAllowed:
            return _too_late(request, council, row)
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace:refund", council.slug, row.id)
    return _shown(request, council, row, looking=form)


@for_council(REQUEST)
@require_POST
def again(request: HttpRequest, council: CouncilRow, refund_id: UUID) -> HttpResponse:
    """Ask anew for a refund that failed."""
    row = queries.refund_row(council.id, refund_id)
    try:
        asked = actions.ask_again(
            actor=actor_of(request),
            refund_id=row.id,
            by_hand="by_hand" in request.POST,
            now=clock.now(),
        )
    except TooMuch as refusal:
        amount = pounds(refusal.left_pence)
        messages.error(request, _("Only %(amount)s of this is left.") % {"amount": amount})
        return redirect("workspace:refund", council.slug, row.id)
    except TransitionNotAllowed:
        return _too_late(request, council, row)
    messages.success(request, _asked(asked.state))
    return redirect("workspace:refund", council.slug, asked.pk)


def _shown(
    request: HttpRequest, council: CouncilRow, row: RefundRow, **forms: Form
) -> HttpResponse:
    actor = actor_of(request)
    code = _UNPROCESSABLE if forms else 200
    return _page(
        request,
        council,
        "refund",
        code=code,
        refund=row,
        turn=_turn(row),
        is_own=_is_own(actor, row),
        may_decide=can_decide_refund(actor, council.id),
        mistakes=next(iter(forms.values()), None),
        decision=forms.get("decision") or DecisionForm(),
        recording=forms.get("recording") or RecordForm(),
        looking=forms.get("looking") or LookForm(),
    )


def _is_own(actor: Actor, row: RefundRow) -> bool:
    asked_by = (row.requested_by_kind, row.requested_by_identifier)
    return asked_by == (actor.kind.value, actor.identifier)


def _turn(row: RefundRow) -> str:
    """Return whose turn it is."""
    if row.has_ended:
        return ""
    if row.is_with_gateway:
        return row.gateway
    asked_by = row.requested_by or _("The team")
    if row.state == "requested":
        return _("Anybody who may agree, but not %(name)s") % {"name": asked_by}
    return asked_by


def _shelves(council: CouncilRow) -> list[tuple[Shelf, str, int | None]]:
    counts = queries.refund_counts(council.id)
    words = {
        Shelf.TO_APPROVE: _("To agree"),
        Shelf.UNDER_WAY: _("Under way"),
        Shelf.FAILED: _("Failed or in doubt"),
        Shelf.ENDED: _("Ended"),
    }
    return [(shelf, words[shelf], counts.get(shelf)) for shelf in Shelf]


def _asked(state: str) -> str:
    if state == "requested":
        return _("Asked for. Somebody else has to agree before the money goes back.")
    return _("Agreed. The payer is told.")


def _another_has_it() -> str:
    return _("This reference stands at another refund of this payment.")


def _too_late(request: HttpRequest, council: CouncilRow, row: RefundRow) -> HttpResponse:
    messages.warning(request, _("Somebody else was quicker. See how it stands now."))
    return redirect("workspace:refund", council.slug, row.id)


def _page(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: Any
) -> HttpResponse:
    form = context.get("form")
    status = _UNPROCESSABLE if form is not None and form.is_bound else code
    return render(
        request,
        f"payments/workspace/{name}.html",
        {"council": council, "acting_for": [{"name": council.name}], **context},
        status=status,
    )
