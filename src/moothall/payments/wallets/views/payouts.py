"""Money out of wallets that finance pays from the bank, by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.payments.books_policies import SEE, can_reconcile
from moothall.payments.refunds.policies import can_decide_refund
from moothall.payments.views.books import screen
from moothall.payments.wallets import actions
from moothall.payments.wallets.errors import OwnPayout
from moothall.payments.wallets.forms import PaidForm
from moothall.payments.wallets.payouts import agreed_payout, payouts_paid, payouts_to_pay
from moothall.payments.wallets.rows import AgreedPayoutRow

LISTED = 200
_LISTED_PAID = 50


@for_council(SEE)
def payouts(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List what is agreed and not paid yet, then what was paid."""
    language: str = request.LANGUAGE_CODE
    waiting = payouts_to_pay(council.id, language=language, limit=LISTED)
    return screen(
        request, council, "payouts", waiting=waiting, total=sum(one.pence for one in waiting),
        paid=payouts_paid(council.id, language=language, limit=_LISTED_PAID),
    )  # fmt: skip


@for_council(SEE)
def payout(request: HttpRequest, council: CouncilRow, payout_id: UUID) -> HttpResponse:
    """Show one payout, and let finance say by which payment of the bank it was paid."""
    row = agreed_payout(council.id, payout_id, language=request.LANGUAGE_CODE)
    actor = actor_of(request)
    form = PaidForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _paid(actor, row, form):
        messages.success(request, _("Marked as paid. Whoever asked for it is told."))
        return redirect("workspace:wallet-payouts", council=council.slug)
    return screen(
        request, council, "payout", row=row, form=form, is_own=_is_own(actor, row),
        may_pay=can_reconcile(actor, council.id)
        and (not row.needs_another or can_decide_refund(actor, council.id)),
    )  # fmt: skip


def _paid(actor: Actor, row: AgreedPayoutRow, form: PaidForm) -> bool:
    reference = form.cleaned_data["reference"]
    try:
        actions.mark_paid(actor=actor, payout_id=row.id, reference=reference, now=clock.now())
    except OwnPayout:
        form.add_error(None, _("You agreed to this, so somebody else has to pay it."))
        return False
    except CardNumberRefused:
        form.add_error("reference", _("This looks like a card number. Do not write it here."))
        return False
    return True


def _is_own(actor: Actor, row: AgreedPayoutRow) -> bool:
    agreed_by = (row.agreed_by_kind, row.agreed_by_identifier)
    return row.needs_another and agreed_by == (actor.kind.value, actor.identifier)
