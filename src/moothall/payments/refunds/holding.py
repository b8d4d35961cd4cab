"""
Holding money of a payment for its refunds, from the moment when one is asked for.

Whoever changes a refund locks its payment first, so that two never see the same money as left. The
database checks it once more: what is given back and what is held is never more than what was paid.
"""

from collections.abc import Mapping
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.payments.models import Payment, PaymentLine
from moothall.payments.refunds.errors import RefundRefused, TooMuch
from moothall.payments.refunds.models import Refund, RefundLine

_SUMS = ["refunded_pence", "refund_held_pence"]


def locked_payment(payment_id: UUID) -> Payment:
    """
    Return a payment, locked, with its gateway's choice.

    :raises NotFound: if the councils in force have none of this id
    """
    rows = Payment.objects.select_for_update(of=("self",)).select_related("choice")
    payment = rows.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("There is no such payment.")
    return payment


def locked_refund(refund_id: UUID) -> tuple[Payment, Refund]:
    """
    Return a refund and its payment, both locked, the payment first.

    :raises NotFound: if the councils in force have none of this id
    """
    ids = Refund.objects.filter(pk=refund_id).values_list("payment_id", flat=True)
    payment_id = ids.first()
    if payment_id is None:
        raise NotFound("There is no such refund.")
    payment = locked_payment(payment_id)
    return payment, Refund.objects.select_for_update().get(pk=refund_id)


def left_of(row: Payment | PaymentLine) -> int:
    """Return what can still be given back of a payment or a line of it."""
    return row.amount_pence - row.refunded_pence - row.refund_held_pence


def hold(payment: Payment, parts: Mapping[UUID, int]) -> None:
    """
    Hold money of a locked payment for a refund, by line.

    :raises NotFound: if a line is not the payment's
    :raises RefundRefused: if an amount is not above nothing
    :raises TooMuch: if more would be given back than is left
    """
    lines = _lines(payment, parts)
    if len(lines) != len(parts):
        raise NotFound("This payment has no such line.")
    if not parts or any(pence <= 0 for pence in parts.values()):
        raise RefundRefused("Say how much is given back.")
    for line in lines:
        if parts[line.pk] > left_of(line):
            raise TooMuch(left_of(line))
        line.refund_held_pence += parts[line.pk]
        line.save(update_fields=_SUMS)
    payment.refund_held_pence += sum(parts.values())
    payment.save(update_fields=_SUMS)


def let_go(payment: Payment, refund: Refund) -> None:
    """Hold the money of a refund no longer: it is not given back."""
    parts = parts_of(refund)
    for line in _lines(payment, parts):
        line.refund_held_pence -= parts[line.pk]
        line.save(update_fields=_SUMS)
    payment.refund_held_pence -= refund.amount_pence
    payment.save(update_fields=_SUMS)


def count_given_back(payment: Payment, refund: Refund) -> None:
    """Count what was held for a refund as given back, with the VAT within it."""
    rows = {row.payment_line_id: row for row in RefundLine.objects.filter(refund_id=refund.pk)}
    for line in _lines(payment, parts_of(refund)):
        row = rows[line.pk]
        before = vat_until(line, line.refunded_pence)
        line.refunded_pence += row.amount_pence
        line.refund_held_pence -= row.amount_pence
        row.vat_pence = vat_until(line, line.refunded_pence) - before
        line.save(update_fields=_SUMS)
        row.save(update_fields=["vat_pence"])
    payment.refunded_pence += refund.amount_pence
    payment.refund_held_pence -= refund.amount_pence
    payment.save(update_fields=_SUMS)


def vat_until(line: PaymentLine, refunded_pence: int) -> int:
    """Return the VAT within the first pence that are given back of a line; all of it at the end."""
    return line.vat_pence * refunded_pence // line.amount_pence if line.amount_pence else 0


def parts_of(refund: Refund) -> dict[UUID, int]:
    """Return what a refund gives back of each line of its payment."""
    rows = RefundLine.objects.filter(refund_id=refund.pk)
    return dict(rows.values_list("payment_line_id", "amount_pence"))


def _lines(payment: Payment, parts: Mapping[UUID, int]) -> list[PaymentLine]:
    lines = PaymentLine.objects.select_for_update().filter(payment_id=payment.pk, pk__in=parts)
    return list(lines.order_by("pk"))
