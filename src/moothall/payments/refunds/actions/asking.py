"""
Asking the gateway for a refund: write down that it is asked, commit, call, write down what it said.

Between the first and the last no transaction is open. If the process dies in between, or the answer
is lost, the row says so, and whoever asks next tells the gateway to look first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from moothall.kernel.actors import system
from moothall.kernel.errors import GiveUp, NotFound, Retry
from moothall.kernel.secrets import SecretMissing
from moothall.payments.chosen import Chosen, gateway_of
from moothall.payments.models import Payment
from moothall.payments.ports import LostAnswer, RefundChanged, RefundRequest, Refunds
from moothall.payments.refunds.actions.settling import failed, moved, settle_refund, unsure
from moothall.payments.refunds.holding import locked_refund
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.schedule import LEASE, WAIT_FOR_ANOTHER, is_given_up, next_try
from moothall.payments.refunds.workflow import UNANSWERED, RefundState

_ACTOR = system("payments.refunds")


@dataclass(frozen=True)
class _Claimed:
    refund: Refund
    chosen: Chosen
    gateway: Refunds
    request: RefundRequest


def ask_gateway(*, refund_id: UUID, now: datetime) -> Refund:
    """Ask the gateway to give money back, or how a refund stands that it is making."""
    refund = Refund.objects.select_related("payment__choice").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound("There is no such refund.")
    if refund.state == RefundState.UNDER_WAY:
        return _follow(refund, now=now)
    claimed = _claim(refund_id, now)
    if claimed is None:
        return Refund.objects.get(pk=refund_id)
    return _call(claimed, now=now)


def _call(claimed: _Claimed, *, now: datetime) -> Refund:
    request = claimed.request
    try:
        status = claimed.gateway.refund(request, claimed.chosen.options)
    except RefundChanged as problem:
        left = _look(claimed)
        return _refused(request, str(problem), left_pence=left, now=now)
    except LostAnswer as problem:
        return _wait(request, str(problem), is_unknown=True, after=problem.after, now=now)
    except Retry as problem:
        unknown = request.outcome_unknown
        return _wait(request, str(problem), is_unknown=unknown, after=problem.after, now=now)
    except SecretMissing as problem:
        return _wait(request, str(problem), is_unknown=request.outcome_unknown, now=now)
    except GiveUp as problem:
        return _refused(request, str(problem), left_pence=None, now=now)
    return settle_refund(refund_id=request.refund_id, status=status, now=now)


@transaction.atomic
def _claim(refund_id: UUID, now: datetime) -> _Claimed | None:
    """Write down that the gateway is asked; nothing if it is not to be, or not just now."""
    payment, refund = locked_refund(refund_id)
    if refund.by_hand or refund.state not in {RefundState.APPROVED, RefundState.ASKING}:
        return None
    if refund.lease_until is not None and refund.lease_until > now:
        return None  # somebody is asking just now
    outcome_unknown = refund.state == RefundState.ASKING
    if not outcome_unknown:
        if _another_is_unanswered(refund):
            refund.ask_at = now + WAIT_FOR_ANOTHER
            refund.save(update_fields=["ask_at"])
            return None
        moved(refund, RefundState.ASKING, actor=_ACTOR, now=now)
        refund.available_pence = _available(payment)
        refund.asked_at = refund.asked_at or now
    refund.tries += 1
    refund.lease_until = now + LEASE
    refund.ask_at = now + LEASE
    refund.save()
    chosen = gateway_of(payment.choice)
    if not isinstance(chosen.gateway, Refunds):
        raise GiveUp(f"{chosen.gateway.label} cannot refund.")
    request = RefundRequest(
        refund_id=refund.pk,
        gateway_reference=payment.gateway_reference,
        amount_pence=refund.amount_pence,
        available_pence=refund.available_pence or 0,
        outcome_unknown=outcome_unknown,
    )
    return _Claimed(refund, chosen, chosen.gateway, request)


def _another_is_unanswered(refund: Refund) -> bool:
    others = Refund.objects.filter(payment_id=refund.payment_id, state__in=UNANSWERED)
    return others.exclude(pk=refund.pk).exists()


def _available(payment: Payment) -> int:
    """Return what we believe the gateway has left: what it is giving back it counts already."""
    under_way = Refund.objects.filter(
        payment_id=payment.pk, state=RefundState.UNDER_WAY, by_hand=False
    ).aggregate(pence=Sum("amount_pence"))["pence"]
    return payment.amount_pence - payment.refunded_pence - (under_way or 0)


def _look(claimed: _Claimed) -> int | None:
    """Ask the gateway how much is left of the payment; nothing if it does not say."""
    try:
        status = claimed.chosen.gateway.fetch(
            claimed.request.gateway_reference, claimed.chosen.options
        )
    except (Retry, GiveUp, SecretMissing):
        return None
    return status.refundable_pence


@transaction.atomic
def _wait(
    request: RefundRequest,
    problem: str,
    *,
    is_unknown: bool,
    now: datetime,
    after: timedelta | None = None,
) -> Refund:
    """Ask again later; once that was tried for long enough, leave it to people."""
    payment, refund = locked_refund(request.refund_id)
    if refund.state != RefundState.ASKING:
        return refund
    is_over = is_given_up(refund, now)
    if is_unknown and is_over:
        return unsure(refund, problem, now=now)
    refund.problem = problem[:300]
    if is_unknown:
        refund.lease_until = None
    else:
        # When it was first asked for stays: it counts from there how long it is tried.
        refund.move_to(RefundState.APPROVED, at=now)
        refund.available_pence = None
    if is_over:
        failed(payment, refund, problem, actor=_ACTOR, now=now)
        return refund
    refund.ask_at = next_try(refund, now, after=after)
    refund.save()
    return refund


@transaction.atomic
def _refused(
    request: RefundRequest, problem: str, *, left_pence: int | None, now: datetime
) -> Refund:
    """
    Write down that the gateway refuses.

    After a lost answer that does not prove that nothing was given back: then people look.
    """
    payment, refund = locked_refund(request.refund_id)
    if refund.state != RefundState.ASKING:
        return refund
    refund.gateway_left_pence = left_pence
    if request.outcome_unknown:
        return unsure(refund, problem, now=now)
    failed(payment, refund, problem, actor=_ACTOR, now=now)
    return refund


def _follow(refund: Refund, *, now: datetime) -> Refund:
    """Ask how a refund stands that the gateway is making."""
    chosen = gateway_of(refund.payment.choice)
    if not isinstance(chosen.gateway, Refunds):
        raise GiveUp(f"{chosen.gateway.label} cannot refund.")
    try:
        status = chosen.gateway.fetch_refund(
            refund.payment.gateway_reference, refund.gateway_reference, chosen.options
        )
    except GiveUp as problem:
        return _not_followed(refund.pk, str(problem), is_over=True, now=now)
    except (Retry, SecretMissing) as problem:
        return _not_followed(refund.pk, str(problem), is_over=False, now=now)
    return settle_refund(refund_id=refund.pk, status=status, now=now)


@transaction.atomic
def _not_followed(refund_id: UUID, problem: str, *, is_over: bool, now: datetime) -> Refund:
    _, refund = locked_refund(refund_id)
    if refund.state != RefundState.UNDER_WAY:
        return refund
    if is_over or is_given_up(refund, now):
        return unsure(refund, problem, now=now)
    refund.problem = problem[:300]
    refund.tries += 1
    refund.ask_at = next_try(refund, now)
    refund.save()
    return refund
