"""
What the gateway says becomes what we know: the one place where a payment changes its state.

Whoever heard something (the payer's return, a message of the gateway, the schedule) asks the
gateway and brings the answer here. The basket is locked first, then the payment; whatever is said
twice, late or in another order changes nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import system
from moothall.payments import tasks
from moothall.payments.baskets import locked_basket, unpaid_lines
from moothall.payments.events import LinePaid, PaymentEnded, PaymentPaid, SurplusPaid
from moothall.payments.holding import put_back_in_stock, take_from_stock
from moothall.payments.in_books import book_paid
from moothall.payments.models import Basket, BasketLine, Payment, PaymentLine
from moothall.payments.owners import MindsLatePayments, line_owners
from moothall.payments.ports import GatewayStatus, Outcome
from moothall.payments.schedule import next_check
from moothall.payments.telling import send_receipt
from moothall.payments.workflow import FAILURES, LIVE, BasketState, PaymentState

_STATES: Mapping[Outcome, PaymentState] = MappingProxyType(
    {
        Outcome.UNDER_WAY: PaymentState.STARTED,
        Outcome.RESERVED: PaymentState.RESERVED,
        Outcome.PAID: PaymentState.PAID,
        Outcome.FAILED: PaymentState.FAILED,
        Outcome.CANCELLED: PaymentState.CANCELLED,
        Outcome.EXPIRED: PaymentState.EXPIRED,
    }
)
_ACTOR = system("payments")


@transaction.atomic
def settle_payment(
    *, payment_id: UUID, status: GatewayStatus, now: datetime, problem: str = ""
) -> Payment:
    """Write down how a payment stands, as the gateway says, with all that follows from it."""
    basket = locked_basket(Payment.objects.values_list("basket_id", flat=True).get(pk=payment_id))
    payments = Payment.objects.select_for_update(of=("self",)).select_related("choice")
    payment = payments.get(pk=payment_id)
    before, after = PaymentState(payment.state), _STATES[status.outcome]
    _note(payment, status, problem)
    if status.outcome is Outcome.PAID and status.amount_pence != payment.amount_pence:
        return _hold_for_staff(payment, status, now=now)
    if after is before or _is_stale(before, after):
        payment.check_at = next_check(payment, now)
        payment.save()
        return payment
    payment.move_to(after, at=now)
    if after is PaymentState.STARTED:
        payment.check_at = next_check(payment, now)
    elif after is PaymentState.PAID:
        _paid(basket, payment, is_late=before in FAILURES, now=now)
    elif after is PaymentState.RESERVED:
        _reserved(basket, payment, is_late=before in FAILURES, now=now)
    elif after in FAILURES:
        _ended(basket, payment, now=now)
        payment.check_at = next_check(payment, now)
    payment.save()
    audit.record(
        actor=_ACTOR, verb=f"payment.{after.value}", subject=payment, now=now,
        detail={"from": before.value, "code": payment.code, "surplus": payment.is_surplus},
    )  # fmt: skip
    return payment


def finish_basket(
    basket: Basket, lines: Sequence[BasketLine], *, payment_id: UUID | None, now: datetime
) -> None:
    """
    Mark lines of a locked basket as paid, and tell their owners.

    The basket is paid once nothing unpaid is left in it: somebody may have added a thing after a
    payment failed that is found to have been made.
    """
    BasketLine.objects.filter(pk__in=[line.pk for line in lines]).update(paid_at=now)
    if not unpaid_lines(basket.pk):
        basket.state, basket.paid_at = BasketState.PAID, now
    elif not _others_under_way(basket, payment_id):
        basket.state = BasketState.OPEN
    basket.save(update_fields=["state", "paid_at"])
    outbox.publish(
        *(
            LinePaid(
                council_id=basket.council_id,
                occurred_at=now,
                line_id=line.pk,
                payment_id=payment_id,
                about_type=line.about_type,
                about_id=line.about_id,
            )
            for line in lines
        )
    )


def _others_under_way(basket: Basket, payment_id: UUID | None) -> bool:
    live = Payment.objects.filter(basket_id=basket.pk, state__in=LIVE)
    return (live.exclude(pk=payment_id) if payment_id else live).exists()


def _is_stale(before: PaymentState, after: PaymentState) -> bool:
    """Tell whether what is said is older than what is known: nothing goes back."""
    if before is PaymentState.PAID:
        return True
    ended_or_reserved = before in FAILURES or before is PaymentState.RESERVED
    return (ended_or_reserved and after is PaymentState.STARTED) or (
        before in FAILURES and after in FAILURES
    )


def _note(payment: Payment, status: GatewayStatus, problem: str) -> None:
    """Take over what the gateway knows of a payment beside its state."""
    payment.gateway_reference = status.gateway_reference or payment.gateway_reference
    if status.next_url is not None:
        payment.next_url = status.next_url
    payment.lease_until = None
    payment.outcome_unknown = False
    payment.problem = problem[:300]
    payment.code = status.code[:40] or payment.code
    payment.card_kind = status.card_kind[:40] or payment.card_kind
    payment.card_ending = status.card_ending[-4:] or payment.card_ending
    if payment.keeps_card:
        payment.agreement_reference = status.agreement_reference or payment.agreement_reference
    if status.fee_pence is not None:
        payment.fee_pence = status.fee_pence
    payment.captured_on = status.captured_on or payment.captured_on
    payment.settled_on = status.settled_on or payment.settled_on


def _hold_for_staff(payment: Payment, status: GatewayStatus, *, now: datetime) -> Payment:
    """Leave to people what no rule covers: another amount was taken than was asked for."""
    payment.problem = f"The gateway took {status.amount_pence}p and not {payment.amount_pence}p."
    payment.check_at = None
    payment.save()
    audit.record(
        actor=_ACTOR, verb="payment.amount-differs", subject=payment, now=now,
        detail={"taken": status.amount_pence, "asked": payment.amount_pence},
    )  # fmt: skip
    return payment


def _paid(basket: Basket, payment: Payment, *, is_late: bool, now: datetime) -> None:
    lines = _lines_of(payment)
    payment.is_surplus = (
        payment.is_surplus
        or (is_late and _is_gone(lines, now=now))
        or not _can_be_theirs(basket, payment, lines)
    )
    book_paid(payment, gateway=payment.choice.gateway, now=now)
    if payment.is_surplus:
        outbox.publish(
            SurplusPaid(council_id=payment.council_id, occurred_at=now, payment_id=payment.pk)
        )
        return
    finish_basket(basket, lines, payment_id=payment.pk, now=now)
    send_receipt(payment, now=now)
    tasks.write_receipt_soon(
        council_id=payment.council_id, payment_id=payment.pk, language=payment.language
    )
    outbox.publish(
        PaymentPaid(
            council_id=payment.council_id,
            occurred_at=now,
            payment_id=payment.pk,
            basket_id=basket.pk,
        )
    )


def _reserved(basket: Basket, payment: Payment, *, is_late: bool, now: datetime) -> None:
    """Take reserved money if what it is for is there still, or else let it go; a worker asks."""
    lines = _lines_of(payment)
    is_gone = is_late and _is_gone(lines, now=now)
    payment.is_surplus = is_gone or not _can_be_theirs(basket, payment, lines)
    if not payment.is_surplus and basket.state == BasketState.OPEN:
        basket.state = BasketState.PAYING
        basket.save(update_fields=["state"])
    payment.check_at = next_check(payment, now)
    tasks.take_or_release.defer(council_id=payment.council_id, payment_id=payment.pk)


def _can_be_theirs(basket: Basket, payment: Payment, lines: Sequence[BasketLine]) -> bool:
    """Tell whether a payment buys its lines: nobody has paid for them, and there are enough."""
    if any(line.paid_at or line.removed_at or line.basket_id != basket.pk for line in lines):
        return False
    if payment.holds_stock or not any(line.stock_id for line in lines):
        return True
    point = transaction.savepoint()
    if take_from_stock(lines) is not None:
        transaction.savepoint_rollback(point)
        return False
    transaction.savepoint_commit(point)
    payment.holds_stock = True
    return True


def _is_gone(lines: Sequence[BasketLine], *, now: datetime) -> bool:
    """
    Ask the owners whether what a payment was for went to others while it was taken for lost.

    It held its place only as long as it was under way.
    """
    by_owner: dict[str, list[UUID]] = {}
    for line in lines:
        by_owner.setdefault(line.about_type, []).append(line.about_id)
    return any(
        owner.too_late(by_owner[owner.key], now=now)
        for owner in line_owners
        if owner.key in by_owner and isinstance(owner, MindsLatePayments)
    )


def _ended(basket: Basket, payment: Payment, *, now: datetime) -> None:
    lines = _lines_of(payment)
    if payment.holds_stock:
        put_back_in_stock(lines)
        payment.holds_stock = False
    if basket.state == BasketState.PAYING and not payment.is_surplus:
        basket.state = BasketState.OPEN
        basket.save(update_fields=["state"])
    outbox.publish(
        PaymentEnded(
            council_id=payment.council_id,
            occurred_at=now,
            payment_id=payment.pk,
            basket_id=basket.pk,
            state=payment.state,
        )
    )


def _lines_of(payment: Payment) -> list[BasketLine]:
    """Return the lines that a payment is for, whatever became of its basket since."""
    ids = PaymentLine.objects.filter(payment_id=payment.pk).values("basket_line_id")
    return list(BasketLine.objects.filter(pk__in=ids).order_by("position"))
