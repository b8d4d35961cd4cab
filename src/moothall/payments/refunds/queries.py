"""What others ask about refunds; answers are frozen rows."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.payments.chosen import gateway_of
from moothall.payments.models import Payment, PaymentLine
from moothall.payments.ports import Refunds, gateways
from moothall.payments.refunds.actions.requesting import limit_of
from moothall.payments.refunds.holding import left_of
from moothall.payments.refunds.models import Refund, RefundLine
from moothall.payments.refunds.rows import PayableLine, RefundLineRow, RefundRow, ToRefund
from moothall.payments.refunds.workflow import RefundState
from moothall.payments.workflow import PaymentState

PAGE_SIZE = 50


class Shelf(StrEnum):
    """How the list of refunds is parted, by what has to be done."""

    TO_APPROVE = "to-approve"
    UNDER_WAY = "under-way"
    FAILED = "failed"
    ENDED = "ended"


SHELVES: Mapping[Shelf, tuple[RefundState, ...]] = MappingProxyType(
    {
        Shelf.TO_APPROVE: (RefundState.REQUESTED,),
        Shelf.UNDER_WAY: (RefundState.APPROVED, RefundState.ASKING, RefundState.UNDER_WAY),
        Shelf.FAILED: (RefundState.UNSURE, RefundState.FAILED),
        Shelf.ENDED: (RefundState.DONE, RefundState.DECLINED, RefundState.WITHDRAWN),
    }
)
#: What its payer is told of; what has failed the team takes up again.
PAYER_SEES = frozenset(
    {
        RefundState.APPROVED,
        RefundState.ASKING,
        RefundState.UNSURE,
        RefundState.UNDER_WAY,
        RefundState.DONE,
    }
)


def refunds_to_ask(*, now: datetime, limit: int) -> list[tuple[int, UUID]]:
    """Return the councils and ids of refunds that gateways are to be asked about, oldest first."""
    due = Refund.objects.filter(ask_at__lte=now).order_by("ask_at")
    return list(due.values_list("council_id", "pk")[:limit])


def refunds_on(council_id: int, shelf: Shelf) -> list[RefundRow]:
    """Return refunds of a council: what waits the oldest first, what has ended the newest first."""
    order = "-requested_at" if shelf is Shelf.ENDED else "requested_at"
    found = Refund.objects.filter(council_id=council_id, state__in=SHELVES[shelf])
    return _rows(found.select_related("payment__choice").order_by(order, "pk")[:PAGE_SIZE])


def refund_counts(council_id: int) -> dict[Shelf, int]:
    """Return how many refunds of a council somebody still has to do with; one query."""
    states = [state for shelf in SHELVES if shelf is not Shelf.ENDED for state in SHELVES[shelf]]
    found = list(
        Refund.objects.filter(council_id=council_id, state__in=states).values_list(
            "state", flat=True
        )
    )
    return {
        shelf: sum(state in SHELVES[shelf] for state in found)
        for shelf in SHELVES
        if shelf is not Shelf.ENDED
    }


def refund_row(council_id: int, refund_id: UUID) -> RefundRow:
    """
    Return one refund.

    :raises NotFound: if the council has none of this id
    """
    found = Refund.objects.filter(council_id=council_id, pk=refund_id)
    rows = _rows(found.select_related("payment__choice"))
    if not rows:
        raise NotFound("There is no such refund.")
    return rows[0]


def refunds_of(payment_id: UUID) -> list[RefundRow]:
    """Return the refunds of a payment in the order in which they were asked for."""
    found = Refund.objects.filter(payment_id=payment_id)
    return _rows(found.select_related("payment__choice").order_by("number"))


def refunds_for_payer(payment_id: UUID) -> list[RefundRow]:
    """Return the refunds of a payment that are agreed, as its payer is told of them."""
    return [row for row in refunds_of(payment_id) if row.state in PAYER_SEES]


def to_refund(council_id: int, payment_id: UUID) -> ToRefund:
    """
    Return a payment with what can still be given back of each of its lines.

    :raises NotFound: if the council has none of this id
    """
    found = Payment.objects.filter(council_id=council_id, pk=payment_id).select_related("choice")
    payment = found.first()
    if payment is None:
        raise NotFound("There is no such payment.")
    lines = PaymentLine.objects.filter(payment_id=payment.pk).order_by("position")
    gateway = gateway_of(payment.choice).gateway
    return ToRefund(
        id=payment.pk,
        reference=payment.reference,
        amount_pence=payment.amount_pence,
        refunded_pence=payment.refunded_pence,
        held_pence=payment.refund_held_pence,
        is_paid=payment.state == PaymentState.PAID,
        gateway=gateway.label,
        gateway_refunds=isinstance(gateway, Refunds),
        limit_pence=limit_of(council_id),
        lines=tuple(
            PayableLine(
                id=line.pk,
                description=line.description,
                reference=line.reference,
                amount_pence=line.amount_pence,
                left_pence=left_of(line),
            )
            for line in lines
        ),
    )


def _rows(refunds: Collection[Refund]) -> list[RefundRow]:
    lines: dict[UUID, list[RefundLineRow]] = {refund.pk: [] for refund in refunds}
    found = RefundLine.objects.filter(refund_id__in=lines).select_related("payment_line")
    for line in found.order_by("payment_line__position"):
        lines[line.refund_id].append(
            RefundLineRow(
                description=line.payment_line.description,
                reference=line.payment_line.reference,
                paid_pence=line.payment_line.amount_pence,
                amount_pence=line.amount_pence,
            )
        )
    return [_row(refund, tuple(lines[refund.pk])) for refund in refunds]


def _row(refund: Refund, lines: tuple[RefundLineRow, ...]) -> RefundRow:
    return RefundRow(
        id=refund.pk,
        council_id=refund.council_id,
        payment_id=refund.payment_id,
        payment_reference=refund.payment.reference,
        gateway=gateways.get(refund.payment.choice.gateway).label,
        number=refund.number,
        amount_pence=refund.amount_pence,
        state=refund.state,
        reason=refund.reason,
        note=refund.note,
        by_hand=refund.by_hand,
        needs_approval=refund.needs_approval,
        requested_by=refund.requested_by_name,
        requested_by_kind=refund.requested_by_kind,
        requested_by_identifier=refund.requested_by_identifier,
        requested_at=refund.requested_at,
        decided_by=refund.decided_by_name,
        decided_at=refund.decided_at,
        decision_note=refund.decision_note,
        gateway_reference=refund.gateway_reference,
        gateway_left_pence=refund.gateway_left_pence,
        available_pence=refund.available_pence,
        problem=refund.problem,
        finished_at=refund.finished_at,
        lines=lines,
    )
