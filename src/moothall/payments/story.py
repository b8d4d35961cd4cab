"""What a person paid or tried to, for the story on their page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.payments.baskets import living_lines
from moothall.payments.models import BasketLine, PayLink, Payment, PaymentLine
from moothall.payments.wording import words_in

#: How baskets are called that were filled in a call without an agent.
VOICE = "voice"
#: What a line of such a call keeps of who rang: the person whose number it is.
RUNG_BY = "rung_by"


@dataclass(frozen=True)
class PaidRow:
    """A payment of somebody."""

    id: UUID
    at: datetime
    reference: str
    description: str
    pence: int
    state: str


def paid_by(person_id: UUID, *, council_id: int, before: datetime, limit: int) -> list[PaidRow]:
    """Return what a person paid and tried to, newest first; one query."""
    rows = Payment.objects.filter(council_id=council_id, person_id=person_id, created_at__lt=before)
    return [
        PaidRow(one.pk, one.created_at, one.reference, one.description, one.amount_pence, one.state)
        for one in rows.order_by("-created_at", "-id")[:limit]
    ]


@dataclass(frozen=True)
class CallPaid:
    """
    What was paid in a call without an agent; `rung_by` is whose number it came from.

    `reference` is the payment's, `references` those that were keyed.
    """

    reference: str
    what: str
    references: Sequence[str]
    rung_by: UUID | None


@dataclass(frozen=True)
class LinkSent:
    """What a link that was sent is to pay, and whose basket that is."""

    what: Sequence[dict[str, str]]
    person_id: UUID | None

    def what_in(self, language: str) -> str:
        """Return what is paid for, in a language."""
        return ", ".join(words_in(one, language) for one in self.what)


def call_paid(payment_id: UUID) -> CallPaid | None:
    """Return what was paid by the automatic telephone line, or nothing for other payments."""
    payment = Payment.objects.filter(pk=payment_id, basket__channel=VOICE).first()
    if payment is None:
        return None
    lines = list(
        PaymentLine.objects.filter(payment_id=payment_id)
        .select_related("basket_line")
        .order_by("position")
    )
    rung_by = next((one.basket_line.detail.get(RUNG_BY) for one in lines), None)
    return CallPaid(
        reference=payment.reference,
        what=", ".join(one.description for one in lines),
        references=[one.reference for one in lines],
        rung_by=UUID(rung_by) if rung_by else None,
    )


def link_sent(link_id: UUID) -> LinkSent:
    """
    Return what a link is to pay.

    :raises NotFound: if the councils in force have no such link
    """
    link = PayLink.objects.select_related("basket").filter(pk=link_id).first()
    if link is None:
        raise NotFound("There is no such link.")
    lines: list[BasketLine] = list(living_lines(link.basket_id))
    return LinkSent(
        what=[one.description for one in lines],
        person_id=link.basket.person_id,
    )
