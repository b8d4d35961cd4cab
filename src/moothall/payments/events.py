"""What this app tells those above it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class LinePaid(Event):
    """One thing in a basket is paid for; told once, whatever the gateway repeats."""

    name: ClassVar[str] = "payments.line-paid"
    line_id: UUID
    #: Nothing where it cost nothing.
    payment_id: UUID | None
    about_type: str
    about_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentPaid(Event):
    """A payment was made and counts."""

    name: ClassVar[str] = "payments.payment-paid"
    payment_id: UUID
    basket_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentEnded(Event):
    """A payment came to nothing; no money was taken."""

    name: ClassVar[str] = "payments.payment-ended"
    payment_id: UUID
    basket_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class SurplusPaid(Event):
    """Money came for what was paid for already, or had run out: it is to be given back."""

    name: ClassVar[str] = "payments.surplus-paid"
    payment_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayLinkSent(Event):
    """A link to pay was sent to whom its payer, or an employee, names; `by` is who sent it."""

    name: ClassVar[str] = "payments.pay-link-sent"
    link_id: UUID
    channel: str
    by_kind: str
    by: str
