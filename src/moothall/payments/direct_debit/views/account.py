"""Direct Debits in a resident's account: see, set up, change, cancel."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.kernel.money import pounds
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.forms import DayForm
from moothall.payments.direct_debit.rows import MandateRow
from moothall.payments.direct_debit.views.setting_up import (
    SettingUp,
    agree,
    ask_details,
    come_back,
    show_confirmation,
)
from moothall.people import scopes

FRAME = "surfaces/account/base.html"
DONE = frozenset({"set-up", "cancelled", "day"})


@resident(scopes.MONEY)
def debits(request: CouncilRequest) -> HttpResponse:
    """List a person's Direct Debits, and what they could set one up for."""
    person_id = _person(request)
    return _page(
        request,
        "debits",
        mandates=queries.mandates_of(person_id, request.LANGUAGE_CODE),
        offers=queries.offers_to(request.council.id, person_id, language=request.LANGUAGE_CODE),
        collects=queries.service_of(request.council.id) is not None,
    )


@resident(scopes.MONEY)
def debit(request: CouncilRequest, mandate_id: UUID) -> HttpResponse:
    """Show one Direct Debit with its payments."""
    mandate = _own(request, mandate_id)
    done = request.GET.get("done", "")
    service = queries.service_of(request.council.id)
    return _page(
        request,
        "debit",
        mandate=mandate,
        collections=queries.collections_of(mandate.id),
        done=done if done in DONE else "",
        guarantee=service and queries.guarantee_of(service, request.LANGUAGE_CODE),
    )


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: CouncilRequest, owner: str, account: str) -> HttpResponseBase:
    """Ask for a bank account; who signed in a while ago shows again who they are."""
    return ask_details(request, _setting(request, owner, account))


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: CouncilRequest, mandate_id: UUID) -> HttpResponseBase:
    """Show the confirmation, and take the agreement."""
    mandate = _own(request, mandate_id)
    done = reverse("account:debit", args=[mandate.id]) + "?done=set-up"
    if mandate.state != "draft":
        return HttpResponseRedirect(done)
    setting = _setting(request, mandate.owner, mandate.account)
    if mandate.is_hosted:
        return come_back(request, setting, mandate, done)
    if request.method == "POST":
        return agree(request, setting, mandate, done)
    return show_confirmation(request, setting, mandate)


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: CouncilRequest, mandate_id: UUID) -> HttpResponseBase:
    """Ask for another day of the month."""
    mandate = _own(request, mandate_id)
    typed = request.POST if request.method == "POST" else None
    form = DayForm(typed, days=mandate.days, initial={"day": mandate.day})
    if form.is_valid():
        actions.change_day(
            actor=request.actor,
            mandate_id=mandate.id,
            day=form.cleaned_data["day"],
            now=clock.now(),
        )
        return HttpResponseRedirect(reverse("account:debit", args=[mandate.id]) + "?done=day")
    return _page(request, "day", mandate=mandate, form=form, status=422 if form.is_bound else 200)


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: CouncilRequest, mandate_id: UUID) -> HttpResponseBase:
    """End a Direct Debit, once somebody has said so twice."""
    mandate = _own(request, mandate_id)
    if request.method == "POST":
        actions.cancel_mandate(actor=request.actor, mandate_id=mandate.id, now=clock.now())
        where = reverse("account:debit", args=[mandate.id])
        return HttpResponseRedirect(f"{where}?done=cancelled")
    return _page(request, "cancel", mandate=mandate)


def _person(request: CouncilRequest) -> UUID:
    return UUID(request.actor.subject)


def _own(request: CouncilRequest, mandate_id: UUID) -> MandateRow:
    """
    Return a mandate of this person.

    :raises Http404: if there is none, whatever the reason
    """
    try:
        return queries.mandate_row(mandate_id, request.LANGUAGE_CODE, person_id=_person(request))
    except NotFound as error:
        raise Http404 from error


def _setting(request: CouncilRequest, owner: str, account: str) -> SettingUp:
    """
    Return what this person sets up.

    :raises Http404: if it is no account of theirs
    """
    person_id = _person(request)
    if not queries.pays(request.council.id, person_id, owner, account):
        raise Http404("This is no account of theirs.")
    return SettingUp(
        actor=request.actor,
        owner=owner,
        account=account,
        person_id=person_id,
        link_id=None,
        frame=FRAME,
        here=reverse("account:debit-set-up", args=[owner, account]),
        back=reverse("account:debits"),
        confirm=lambda mandate_id: reverse("account:debit-confirm", args=[mandate_id]),
    )


def _page(
    request: CouncilRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    response = render(
        request,
        f"payments/account/{template}.html",
        {"pounds": pounds, **context},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response
