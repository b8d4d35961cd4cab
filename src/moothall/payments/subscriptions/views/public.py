"""Anyone's front door to subscriptions: joining a plan, and the link in a notice."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.actors import anonymous_resident
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.payments.subscriptions import actions, queries
from moothall.payments.subscriptions.errors import BeingPaid, NothingToPay
from moothall.payments.subscriptions.forms import JoinForm
from moothall.payments.subscriptions.links import charge_in

_UNPROCESSABLE = 422


@public
def join(request: CouncilRequest, plan: str) -> HttpResponseBase:
    """Join a plan: what is wanted is put into the basket of this browser."""
    now = clock.now()
    row = queries.offered_plan(request.council.id, plan, request.LANGUAGE_CODE, now=now)
    form = JoinForm(row.most, request.POST or None)
    if form.is_valid():
        actor = anonymous_resident()
        basket, secret = basket_to_fill(request, actor=actor, now=now)
        actions.join_plan(
            actor=actor,
            basket_id=basket.pk,
            plan=row.key,
            quantity=form.quantity,
            place=form.cleaned_data["place"],
            email=form.cleaned_data["email"],
            language=request.LANGUAGE_CODE,
            keeps_card=form.cleaned_data["keeps_card"],
            now=now,
        )
        response = redirect("public:basket")
        remember_basket(response, secret)
        return response
    status = _UNPROCESSABLE if form.is_bound else 200
    page = "payments/public/subscription_join.html"
    return render(request, page, {"plan": row, "form": form}, status=status)


@public
def pay(request: CouncilRequest, token: str) -> HttpResponse:
    """
    Show what a notice is about, and put it into the basket at one click.

    Opening the link changes nothing: programs open links too.
    """
    now, charge_id = clock.now(), charge_in(token)
    subscription, charge = queries.of_charge(request.council.id, charge_id, request.LANGUAGE_CODE)
    problem = ""
    if request.method == "POST":
        actor = anonymous_resident()
        basket, secret = basket_to_fill(request, actor=actor, now=now)
        try:
            actions.put_charge_in_basket(
                actor=actor, charge_id=charge_id, basket_id=basket.pk, now=now
            )
        except NothingToPay:
            problem = "over"
        except BeingPaid:
            problem = "being_paid"
        else:
            led = redirect("public:basket")
            remember_basket(led, secret)
            return led
    context = {"subscription": subscription, "charge": charge, "problem": problem}
    response = render(request, "payments/public/subscription_pay.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
