"""
A refund as the books are given it.

`actions.settling.done` is the one place where a refund becomes done, in one transaction, once. It
is booked there (`payments.in_books`), by what `refund_to_book` says of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.payments.refunds.models import Refund, RefundLine
from moothall.payments.refunds.workflow import RefundState


@dataclass(frozen=True, kw_only=True)
class LineToBook:
    """What is given back of one line, coded as its payment was; `pence` includes its VAT."""

    line_id: UUID
    payment_line_id: UUID
    pence: int
    vat_pence: int
    vat_code: str
    vat_rate: int
    fund_code: str
    gl_code: str
    about_type: str
    about_id: UUID


@dataclass(frozen=True, kw_only=True)
class RefundToBook:
    """A refund that is done, with the gateway that gave the money back and how it calls that."""

    council_id: int
    refund_id: UUID
    payment_id: UUID
    gateway: str
    payment_reference: str
    gateway_reference: str
    is_surplus: bool
    by_hand: bool
    done_at: datetime
    settled_on: date | None
    lines: Sequence[LineToBook]


def refund_to_book(refund_id: UUID) -> RefundToBook:
    """
    Return a refund that is done as the books are given it; two queries.

    :raises NotFound: if there is none of this id, or it is not done
    """
    found = Refund.objects.select_related("payment__choice").filter(pk=refund_id)
    refund = found.filter(state=RefundState.DONE).first()
    if refund is None or refund.finished_at is None:
        raise NotFound("There is no such refund that is done.")
    lines = RefundLine.objects.filter(refund_id=refund.pk).select_related("payment_line")
    return RefundToBook(
        council_id=refund.council_id,
        refund_id=refund.pk,
        payment_id=refund.payment_id,
        gateway=refund.payment.choice.gateway,
        payment_reference=refund.payment.reference,
        gateway_reference=refund.gateway_reference,
        is_surplus=refund.payment.is_surplus,
        by_hand=refund.by_hand,
        done_at=refund.finished_at,
        settled_on=refund.settled_on,
        lines=tuple(_line(line) for line in lines.order_by("payment_line__position")),
    )


def _line(line: RefundLine) -> LineToBook:
    paid = line.payment_line
    return LineToBook(
        line_id=line.pk,
        payment_line_id=paid.pk,
        pence=line.amount_pence,
        vat_pence=line.vat_pence or 0,
        vat_code=paid.vat_code,
        vat_rate=paid.vat_rate,
        fund_code=paid.fund_code,
        gl_code=paid.gl_code,
        about_type=paid.about_type,
        about_id=paid.about_id,
    )
