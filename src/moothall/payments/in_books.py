"""How payments stand in the books: each line by the codes that it was frozen with."""

from collections.abc import Sequence
from datetime import datetime

from moothall.payments.ledger.booking import CodedLine, PaymentTaken, book_payment
from moothall.payments.ledger.chart import Coding
from moothall.payments.models import Payment, PaymentLine


def book_paid(payment: Payment, *, gateway: str, now: datetime) -> None:
    """Book a payment that its gateway says is paid, in the transaction that says so."""
    lines = PaymentLine.objects.filter(payment_id=payment.pk).order_by("position")
    book_payment(
        PaymentTaken(
            council_id=payment.council_id,
            payment_id=payment.pk,
            gateway=gateway,
            gateway_reference=payment.gateway_reference,
            lines=coded(lines),
            occurred_at=now,
            is_surplus=payment.is_surplus,
        ),
        now=now,
    )


def coded(lines: Sequence[PaymentLine]) -> list[CodedLine]:
    """Return lines of a payment as the books take them; what costs nothing is not booked."""
    return [
        CodedLine(
            line_id=line.pk,
            pence=line.amount_pence,
            vat_pence=line.vat_pence,
            coding=Coding(
                fund_code=line.fund_code,
                gl_code=line.gl_code,
                vat_code=line.vat_code,
                vat_rate=line.vat_rate,
            ),
        )
        for line in lines
        if line.amount_pence
    ]
