"""How payments stand in the books: each line by the codes that it was frozen with."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from moothall.payments.coding import vat_within, versions_on
from moothall.payments.errors import CannotPay
from moothall.payments.ledger.booking import (
    CodedLine,
    DebitEvent,
    PaymentTaken,
    RefundMade,
    book_payment,
    book_refund,
)
from moothall.payments.ledger.chart import Coding
from moothall.payments.models import Collection, Payment, PaymentLine, WalletTopUp
from moothall.payments.refunds.for_books import refund_to_book
from moothall.payments.wallet_lines import WALLET_LINE


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


def book_given_back(refund_id: UUID, *, now: datetime) -> None:
    """Book a refund that is done, in the transaction that says so, by whatever hand it was made."""
    refund = refund_to_book(refund_id)
    book_refund(
        RefundMade(
            council_id=refund.council_id,
            refund_id=refund.refund_id,
            gateway=refund.gateway,
            gateway_reference=refund.gateway_reference,
            lines=[
                CodedLine(
                    line_id=line.payment_line_id,
                    pence=line.pence,
                    vat_pence=line.vat_pence,
                    coding=Coding(
                        fund_code=line.fund_code,
                        gl_code=line.gl_code,
                        vat_code=line.vat_code,
                        vat_rate=line.vat_rate,
                    ),
                )
                for line in refund.lines
            ],
            occurred_at=refund.done_at,
            is_surplus=refund.is_surplus,
        ),
        now=now,
    )


def coded(lines: Iterable[PaymentLine]) -> list[CodedLine]:
    """
    Return lines of a payment as the books take them; what costs nothing is not booked.

    Money for a wallet is not earned: it is kept there for its owner.
    """
    lines = list(lines)
    top_ups = [line.about_id for line in lines if line.about_type == WALLET_LINE]
    wallets = dict(WalletTopUp.objects.filter(pk__in=top_ups).values_list("pk", "wallet_id"))
    return [
        CodedLine(
            line_id=line.pk,
            pence=line.amount_pence,
            vat_pence=line.vat_pence,
            wallet_id=wallets.get(line.about_id),
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


def debit_of(
    collection_id: UUID, pence: int, *, occasion: str, on: date, occurred_at: datetime
) -> DebitEvent:
    """
    Return a Direct Debit as the books take it, by the codes that its fund has on the day.

    :raises CannotPay: if the fund is not coded, or the mandate names none
    """
    collection = Collection.objects.select_related("mandate__service").get(pk=collection_id)
    mandate = collection.mandate
    if mandate.fund_id is None:
        raise CannotPay(f"The Direct Debit {mandate.reference} names no fund to book it under.")
    version = versions_on({mandate.fund_id}, on)[mandate.fund_id]
    coding = Coding(
        fund_code=version.fund_code,
        gl_code=version.gl_code,
        vat_code=version.vat_code,
        vat_rate=version.vat_rate,
    )
    vat = vat_within(pence, version.vat_rate)
    return DebitEvent(
        council_id=collection.council_id,
        collection_id=collection.pk,
        occasion=occasion,
        collector=mandate.service.collector,
        reference=mandate.reference,
        lines=[CodedLine(line_id=None, pence=pence, coding=coding, vat_pence=vat)],
        occurred_at=occurred_at,
    )
