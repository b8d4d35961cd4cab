"""Subscriptions in the workspace: finding one, and changing or stopping it for its holder."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import TransitionNotAllowed
from moothall.payments.subscriptions import actions, queries
from moothall.payments.subscriptions.errors import BeingPaid
from moothall.payments.subscriptions.forms import PlaceForm
from moothall.payments.subscriptions.policies import MANAGE, VIEW, can_join
from moothall.payments.subscriptions.workflow import SubscriptionState

_LONGEST_TEXT = 200
_UNPROCESSABLE = 422


@for_council(VIEW)
def subscriptions(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List subscriptions, the newest first, found by reference, address or e-mail."""
    text = request.GET.get("text", "").strip()[:_LONGEST_TEXT].replace("\0", "")
    state = request.GET.get("state", "")
    state = state if state in SubscriptionState.values else ""
    rows = queries.subscriptions_in(council.id, _language(), text=text, state=state)
    return _page(
        request, council, "subscriptions", rows=rows, text=text, state=state,
        states=[("", _("All")), *SubscriptionState.choices],
    )  # fmt: skip


@for_council(VIEW)
def subscription(request: HttpRequest, council: CouncilRow, subscription_id: UUID) -> HttpResponse:
    """Show one, with all that was charged for it."""
    row = queries.subscription_row(council.id, subscription_id, _language())
    return _page(
        request, council, "subscription", subscription=row,
        may_manage=can_join(actor_of(request), council.id),
    )  # fmt: skip


@for_council(MANAGE)
def move(request: HttpRequest, council: CouncilRow, subscription_id: UUID) -> HttpResponse:
    """Say for its holder that it is for another address."""
    row = queries.subscription_row(council.id, subscription_id, _language())
    form = PlaceForm(request.POST or None, initial={"place": row.place})
    if form.is_valid():
        try:
            actions.move_place(
                actor=actor_of(request),
                subscription_id=row.id,
                place=form.cleaned_data["place"],
                now=clock.now(),
            )
        except TransitionNotAllowed:
            messages.warning(request, _("It is over already."))
        else:
            messages.success(request, _("Saved."))
        return redirect("workspace:subscription", council.slug, row.id)
    return _page(request, council, "subscription_move", subscription=row, form=form)


@for_council(MANAGE)
def stop(request: HttpRequest, council: CouncilRow, subscription_id: UUID) -> HttpResponse:
    """Stop it for its holder: says first what is given back."""
    row, now = queries.subscription_row(council.id, subscription_id, _language()), clock.now()
    if request.method != "POST":
        pence = queries.given_back_if(row.id, 0, now=now)
        return _page(request, council, "subscription_stop", subscription=row, pence=pence)
    try:
        actions.stop_subscription(actor=actor_of(request), subscription_id=row.id, now=now)
    except TransitionNotAllowed:
        messages.warning(request, _("It is over already."))
    except BeingPaid:
        messages.warning(request, _("Somebody is just paying for it. Try again later."))
    else:
        messages.success(request, _("It is stopped, and its holder is told."))
    return redirect("workspace:subscription", council.slug, row.id)


def _language() -> str:
    return get_language() or "en"


def _page(request: HttpRequest, council: CouncilRow, name: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    return render(
        request,
        f"payments/workspace/{name}.html",
        {"council": council, "acting_for": [{"name": council.name}], **context},
        status=_UNPROCESSABLE if form is not None and form.is_bound else 200,
    )
