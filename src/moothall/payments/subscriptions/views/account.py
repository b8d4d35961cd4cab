"""The front door of residents: their subscriptions, and what they can do with them."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import TransitionNotAllowed
from moothall.payments.browser import basket_to_fill
from moothall.payments.subscriptions import actions, queries
from moothall.payments.subscriptions.errors import BeingPaid, NothingToPay
from moothall.payments.subscriptions.forms import PlaceForm, QuantityForm, RenewalForm
from moothall.payments.subscriptions.rows import SubscriptionRow
from moothall.people import scopes

_UNPROCESSABLE = 422


@resident(scopes.MONEY)
def subscriptions(request: CouncilRequest) -> HttpResponse:
    """List their subscriptions."""
    rows = queries.subscriptions_of(UUID(request.actor.subject), request.LANGUAGE_CODE)
    plans = queries.offered_plans(request.council.id, request.LANGUAGE_CODE, now=clock.now())
    context = {"subscriptions": rows, "plans": plans}
    return render(request, "payments/account/subscriptions.html", context)


@resident(scopes.MONEY)
def subscription(request: CouncilRequest, subscription_id: UUID) -> HttpResponse:
    """Show one, with what can be done."""
    return _shown(request, _mine(request, subscription_id))


@resident(scopes.MONEY)
@require_POST
def pay(request: CouncilRequest, subscription_id: UUID) -> HttpResponse:
    """Put what is due into their basket."""
    row, now = _mine(request, subscription_id), clock.now()
    if row.due is None:
        return _shown(request, row, problem="over")
    basket, _secret = basket_to_fill(
        request, actor=request.actor, person_id=UUID(request.actor.subject), now=now
    )
    try:
        actions.put_charge_in_basket(
            actor=request.actor, charge_id=row.due.id, basket_id=basket.pk, now=now
        )
    except NothingToPay:
        return _shown(request, row, problem="over")
    except BeingPaid:
        return _shown(request, row, problem="being_paid")
    return redirect("account:basket")


@resident(scopes.MONEY)
def change(request: CouncilRequest, subscription_id: UUID) -> HttpResponse:
    """
    Have more or fewer: says first what that costs, or gives back, and then does it.

    More is put into the basket and takes force once it is paid; fewer does at once.
    """
    row, now = _mine(request, subscription_id), clock.now()
    if not row.can_change:
        return _shown(request, row, problem="cannot_change")
    typed = request.POST or (request.GET if "quantity" in request.GET else None)
    form = QuantityForm(row.most, typed, initial={"quantity": str(row.quantity)})
    if not form.is_valid():
        return _page(request, "subscription_change", form, subscription=row, wanted=0)
    wanted = int(form.cleaned_data["quantity"])
    if request.method != "POST" or wanted == row.quantity:
        is_more = wanted > row.quantity
        ask = queries.price_if_more if is_more else queries.given_back_if
        pence = ask(row.id, wanted, now=now) if wanted != row.quantity else 0
        return _page(
            request, "subscription_change", None, subscription=row, form=form, wanted=wanted,
            pence=pence,
        )  # fmt: skip
    return _changed(request, row, wanted)


@resident(scopes.MONEY)
def move(request: CouncilRequest, subscription_id: UUID) -> HttpResponse:
    """Say that it is for another address."""
    row = _mine(request, subscription_id)
    form = PlaceForm(request.POST or None, initial={"place": row.place})
    if form.is_valid():
        try:
            actions.move_place(
                actor=request.actor,
                subscription_id=row.id,
                place=form.cleaned_data["place"],
                now=clock.now(),
            )
        except TransitionNotAllowed:
            return _shown(request, row, problem="over")
        return redirect("account:subscription", row.id)
    return _page(request, "subscription_move", form, subscription=row)


@resident(scopes.MONEY)
def renewal(request: CouncilRequest, subscription_id: UUID) -> HttpResponse:
    """Choose what happens when it ends."""
    row = _mine(request, subscription_id)
    now_is = RenewalForm.CARD if row.by_card else RenewalForm.SELF
    initial = {"renewal": now_is if row.renews else RenewalForm.NOT}
    form = RenewalForm(request.POST or None, has_card=row.by_card, initial=initial)
    if form.is_valid():
        chosen = form.cleaned_data["renewal"]
        try:
            actions.choose_renewal(
                actor=request.actor,
                subscription_id=row.id,
                renews=chosen != RenewalForm.NOT,
                by_card=chosen == RenewalForm.CARD,
                now=clock.now(),
            )
        except TransitionNotAllowed:
            return _shown(request, row, problem="over")
        return redirect("account:subscription", row.id)
    return _page(request, "subscription_renewal", form, subscription=row)


@resident(scopes.MONEY)
def stop(request: CouncilRequest, subscription_id: UUID) -> HttpResponse:
    """Stop it today: says first what is given back."""
    row, now = _mine(request, subscription_id), clock.now()
    if request.method != "POST":
        pence = queries.given_back_if(row.id, 0, now=now)
        return _page(request, "subscription_stop", None, subscription=row, pence=pence)
    try:
        actions.stop_subscription(actor=request.actor, subscription_id=row.id, now=now)
    except TransitionNotAllowed:
        return _shown(request, row, problem="over")
    except BeingPaid:
        return _shown(request, row, problem="being_paid")
    return redirect("account:subscription", row.id)


def _changed(request: CouncilRequest, row: SubscriptionRow, wanted: int) -> HttpResponse:
    now, actor = clock.now(), request.actor
    try:
        if wanted > row.quantity:
            basket, _secret = basket_to_fill(
                request, actor=actor, person_id=UUID(actor.subject), now=now
            )
            actions.add_more(
                actor=actor, subscription_id=row.id, basket_id=basket.pk, quantity=wanted, now=now
            )
            return redirect("account:basket")
        actions.take_away(actor=actor, subscription_id=row.id, quantity=wanted, now=now)
    except (TransitionNotAllowed, NothingToPay):
        return _shown(request, row, problem="cannot_change")
    except BeingPaid:
        return _shown(request, row, problem="being_paid")
    return redirect("account:subscription", row.id)


def _mine(request: CouncilRequest, subscription_id: UUID) -> SubscriptionRow:
    return queries.subscription_row(
        request.council.id,
        subscription_id,
        request.LANGUAGE_CODE,
        person_id=UUID(request.actor.subject),
    )


def _shown(request: CouncilRequest, row: SubscriptionRow, problem: str = "") -> HttpResponse:
    context = {"subscription": row, "problem": problem}
    status = _UNPROCESSABLE if problem else 200
    return render(request, "payments/account/subscription.html", context, status=status)


def _page(
    request: CouncilRequest, name: str, mistakes: Form | None, **context: Any
) -> HttpResponse:
    """Show a page with a form; one that was sent with mistakes comes back with them."""
    is_wrong = mistakes is not None and mistakes.is_bound
    context = {"form": mistakes, **context, "is_wrong": is_wrong}
    status = _UNPROCESSABLE if is_wrong else 200
    return render(request, f"payments/account/{name}.html", context, status=status)
