"""What an employee changes for a payer: amounts of a plan, the day, the bank account, the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound, Retry
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.forms import AmountForm, DayForm
from moothall.payments.direct_debit.plans import NothingToChange, TooLittle, plan_of
from moothall.payments.direct_debit.policies import MANAGE
from moothall.payments.direct_debit.rows import MandateRow
from moothall.payments.direct_debit.views.workspace import form_page, mandate_of, typed_in


@for_council(MANAGE)
def amount(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> HttpResponse:
    """Change what a plan comes to; what is too near to be told in time stays as it is."""
    mandate = _live(request, council, mandate_id)
    try:
        plan = plan_of(mandate.id, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    form = AmountForm(typed_in(request), initial={"total": plan.total_as_typed})
    if form.is_valid():
        try:
            actions.change_plan_total(
                actor=actor_of(request),
                mandate_id=mandate.id,
                total_pence=form.cleaned_data["total"],
                now=clock.now(),
            )
        except NothingToChange:
            form.add_error("total", _("No payment is left that can still be changed"))
        except TooLittle:
            form.add_error("total", _("Enter more: some of it is taken, or is too near to change"))
        else:
            messages.success(request, _("The amounts are changed. We write to the payer."))
            return redirect("workspace:debit", council.slug, mandate.id)
    return form_page(request, council, "amount", form, mandate=mandate, plan=plan)


@for_council(MANAGE)
def stop(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> HttpResponse:
    """Stop a plan with its Direct Debit, once somebody has said so twice."""
    mandate = _live(request, council, mandate_id)
    try:
        plan = plan_of(mandate.id, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    if request.method == "POST":
        actions.stop_plan(actor=actor_of(request), mandate_id=mandate.id, now=clock.now())
        messages.success(request, _("The plan is stopped. We write to the payer."))
        return redirect("workspace:debit", council.slug, mandate.id)
    return form_page(request, council, "stop", None, mandate=mandate, plan=plan)


@for_council(MANAGE)
def day(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> HttpResponse:
    """Collect on another day of the month, because the payer asked for it."""
    mandate = _live(request, council, mandate_id)
    form = DayForm(typed_in(request), days=mandate.days, initial={"day": mandate.day})
    if form.is_valid():
        actions.change_day(
            actor=actor_of(request),
            mandate_id=mandate.id,
            day=form.cleaned_data["day"],
            now=clock.now(),
        )
        messages.success(request, _("The day is changed. We write to the payer."))
        return redirect("workspace:debit", council.slug, mandate.id)
    return form_page(request, council, "day", form, mandate=mandate)


@for_council(MANAGE)
def account(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> HttpResponse:
    """
    Send the payer a link by which they give another bank account, which an employee never hears.

    Who has an account with us changes it there.
    """
    mandate = _live(request, council, mandate_id)
    if request.method == "POST" and mandate.email:
        try:
            schedule = queries.schedule_for(council.id, mandate.owner, mandate.account)
        except (NotFound, Retry):
            messages.error(request, _("This cannot be done just now. Try again later."))
            return redirect("workspace:debit", council.slug, mandate.id)
        actions.send_link(
            actor=actor_of(request),
            council_id=council.id,
            owner=mandate.owner,
            schedule=schedule,
            email=mandate.email,
            language=mandate.language,
            now=clock.now(),
        )
        messages.success(request, _("The link was sent."))
        return redirect("workspace:debit", council.slug, mandate.id)
    return form_page(request, council, "account", None, mandate=mandate)


def _live(request: HttpRequest, council: CouncilRow, mandate_id: UUID) -> MandateRow:
    mandate: Any = mandate_of(request, council, mandate_id)
    if not mandate.is_live:
        raise Http404("It has ended.")
    found: MandateRow = mandate
    return found
