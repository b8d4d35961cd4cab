"""Asking for money to be given back: by staff, by a rule, and by the system where it is owed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.policies import require
from moothall.payments.chosen import gateway_of
from moothall.payments.models import Payment, PaymentLine
from moothall.payments.ports import Refunds
from moothall.payments.refunds import policies, tasks
from moothall.payments.refunds.errors import InWallet, NotPaid
from moothall.payments.refunds.holding import (
    hold,
    left_of,
    let_go,
    locked_payment,
    locked_refund,
)
from moothall.payments.refunds.models import Refund, RefundLine, RefundRule
from moothall.payments.refunds.telling import tell_agreed
from moothall.payments.refunds.workflow import RefundReason, RefundState
from moothall.payments.wallet_lines import WALLET_LINE
from moothall.payments.workflow import PaymentState

_ACTOR = system("payments.refunds")


@transaction.atomic
def request_refund(
    *,
    actor: Actor,
    payment_id: UUID,
    parts: Mapping[UUID, int],
    reason: RefundReason,
    note: str,
    now: datetime,
    by_hand: bool = False,
    dedupe_key: str = "",
) -> Refund:
    """
    Ask for money of a payment to be given back, so much of each of its lines.

    Up to the council's limit it is agreed at once; above it waits for a second person. One that is
    `by_hand`, and every one where the gateway cannot refund, an employee makes in the portal.

    :raises NotPaid: if the payment was not made
    :raises TooMuch: if more would be given back than is left
    :raises RefundRefused: if nothing would be
    :raises CardNumberRefused: if the note holds a card number
    """
    payment = locked_payment(payment_id)
    require(policies.can_request_refund(actor, payment.council_id))
    return _write(
        payment, parts, actor=actor, reason=reason, note=note, by_hand=by_hand,
        dedupe_key=dedupe_key, is_owed=False, now=now,
    )  # fmt: skip


@transaction.atomic
def refund_by_rule(
    *,
    actor: Actor,
    payment_id: UUID,
    parts: Mapping[UUID, int],
    reason: RefundReason,
    dedupe_key: str,
    now: datetime,
) -> Refund:
    """
    Give back what a rule says is due, because of something that the actor was permitted to do.

    It needs a second person above the limit all the same; raises as `request_refund` does.
    """
    payment = locked_payment(payment_id)
    return _write(
        payment, parts, actor=actor, reason=reason, note="", by_hand=False,
        dedupe_key=dedupe_key, is_owed=False, now=now,
    )  # fmt: skip


@transaction.atomic
def refund_surplus(*, payment_id: UUID, now: datetime) -> Refund | None:
    """Give back all that is left of a payment that bought nothing; nobody has to agree to that."""
    payment = locked_payment(payment_id)
    lines = PaymentLine.objects.filter(payment_id=payment.pk)
    parts = {line.pk: left_of(line) for line in lines if left_of(line) > 0}
    if not payment.is_surplus or not parts:
        return None
    return _write(
        payment, parts, actor=_ACTOR, reason=RefundReason.PAID_TWICE, note="", by_hand=False,
        dedupe_key=f"surplus:{payment.pk}", is_owed=True, now=now,
    )  # fmt: skip


@transaction.atomic
def refund_owed(
    *, actor: Actor, about_type: str, about_id: UUID, dedupe_key: str, now: datetime
) -> Refund | None:
    """
    Give back all that is left of what was paid for a thing that will not be, to whoever paid it.

    No second person has to agree: nobody chose the amount or whom it goes to. Asked again, it is
    the same refund. Nothing where nothing was paid.
    """
    lines = PaymentLine.objects.filter(
        about_type=about_type, about_id=about_id, payment__state=PaymentState.PAID,
        payment__is_surplus=False,
    )  # fmt: skip
    paid = lines.values_list("payment_id", flat=True).first()
    if paid is None:
        return None
    payment = locked_payment(paid)
    parts = {line.pk: left_of(line) for line in lines.filter(payment_id=paid) if left_of(line) > 0}
    if not parts:
        return None
    return _write(
        payment, parts, actor=actor, reason=RefundReason.NOT_PROVIDED, note="", by_hand=False,
        dedupe_key=dedupe_key, is_owed=True, now=now,
    )  # fmt: skip


@transaction.atomic
def withdraw_refund(*, actor: Actor, refund_id: UUID, now: datetime) -> Refund:
    """
    Take a refund back that nobody has asked the gateway for, or give up one that failed.

    :raises TransitionNotAllowed: if it is too late
    """
    payment, refund = locked_refund(refund_id)
    require(policies.can_request_refund(actor, refund.council_id))
    before = refund.state
    refund.move_to(RefundState.WITHDRAWN, at=now)
    if before != RefundState.FAILED:
        let_go(payment, refund)
    refund.save()
    audit.record(actor=actor, verb="refund.withdrawn", subject=refund, now=now,
                 detail={"from": before})  # fmt: skip
    return refund


def agreed(payment: Payment, refund: Refund, *, now: datetime) -> None:
    """Let a refund go on that is agreed: a worker asks the gateway, and the payer is told."""
    if not refund.by_hand:
        refund.ask_at = now
        refund.save(update_fields=["ask_at"])
        tasks.ask_soon(council_id=refund.council_id, refund_id=refund.pk)
    tell_agreed(payment, refund, now=now)


def _write(
    payment: Payment,
    parts: Mapping[UUID, int],
    *,
    actor: Actor,
    reason: RefundReason,
    note: str,
    by_hand: bool,
    dedupe_key: str,
    is_owed: bool,
    now: datetime,
) -> Refund:
    refuse_card_numbers(note)
    if dedupe_key:
        before = Refund.objects.filter(council_id=payment.council_id, dedupe_key=dedupe_key).first()
        if before is not None:
            return before
    if payment.state != PaymentState.PAID:
        raise NotPaid("Nothing was paid, so nothing can be given back.")
    if not payment.is_surplus and _is_in_wallet(parts):
        raise InWallet("This money is in a wallet: pay it out from there.")
    hold(payment, parts)
    in_all = payment.refunded_pence + payment.refund_held_pence
    needs_approval = not is_owed and in_all > limit_of(payment.council_id)
    refund = Refund(
        council_id=payment.council_id,
        payment_id=payment.pk,
        number=_next_number(payment),
        amount_pence=sum(parts.values()),
        state=RefundState.REQUESTED if needs_approval else RefundState.APPROVED,
        reason=reason.value,
        note=note,
        by_hand=by_hand or not isinstance(gateway_of(payment.choice).gateway, Refunds),
        needs_approval=needs_approval,
        dedupe_key=dedupe_key,
        requested_by_kind=actor.kind.value,
        requested_by_identifier=actor.identifier,
        requested_by_name=actor.name,
        requested_at=now,
    )
    refund.save(force_insert=True)
    RefundLine.objects.bulk_create(
        RefundLine(
            council_id=refund.council_id, refund_id=refund.pk, payment_line_id=line,
            amount_pence=pence,
        )
        for line, pence in parts.items()
    )  # fmt: skip
    audit.record(
        actor=actor, verb="refund.requested", subject=refund, now=now,
        detail={"payment": str(payment.pk), "pence": refund.amount_pence,
                "reason": reason.value, "state": refund.state},
    )  # fmt: skip
    if not needs_approval:
        agreed(payment, refund, now=now)
    return refund


def limit_of(council_id: int) -> int:
    """Return up to how much one person alone may give back of a payment; nothing is usual."""
    rules = RefundRule.objects.filter(council_id=council_id)
    return rules.values_list("approval_above_pence", flat=True).first() or 0


def _next_number(payment: Payment) -> int:
    last = Refund.objects.filter(payment_id=payment.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _is_in_wallet(parts: Mapping[UUID, int]) -> bool:
    lines = PaymentLine.objects.filter(pk__in=[line for line, pence in parts.items() if pence])
    return lines.filter(about_type=WALLET_LINE).exists()
