"""Baskets and payments as pages are given them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.payments.workflow import FAILURES, PaymentState


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One thing in a basket or a payment; rates of VAT are in hundredths of a per cent."""

    id: UUID
    description: str
    reference: str
    account_name: str
    quantity: int
    amount_pence: int
    about_type: str
    about_id: UUID
    is_paid: bool
    vat_pence: int = 0
    vat_rate: int = 0
    refunded_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class BasketRow:
    """A basket with all that is in it."""

    id: UUID
    state: str
    email: str
    is_signed_in: bool
    lines: tuple[LineRow, ...]
    #: The payment that is under way, if one is.
    payment_id: UUID | None

    @property
    def unpaid(self) -> tuple[LineRow, ...]:
        """Return what is still to be paid for."""
        return tuple(line for line in self.lines if not line.is_paid)

    @property
    def total_pence(self) -> int:
        """Return what is to be paid."""
        return sum(line.amount_pence for line in self.unpaid)


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """One attempt to pay, with what it is for."""

    id: UUID
    reference: str
    description: str
    state: str
    amount_pence: int
    refunded_pence: int
    is_surplus: bool
    email: str
    card_kind: str
    card_ending: str
    problem: str
    next_url: str
    created_at: datetime
    paid_at: datetime | None
    basket_id: UUID
    #: Whether it was begun from an account, by its person or somebody who acts for them.
    is_from_account: bool
    lines: tuple[LineRow, ...]

    @property
    def is_paid(self) -> bool:
        """Tell whether the money came, and counts."""
        return self.state == PaymentState.PAID and not self.is_surplus

    @property
    def has_ended(self) -> bool:
        """Tell whether it came to nothing."""
        return self.state in FAILURES

    @property
    def vat_pence(self) -> int:
        """Return the VAT within all of it."""
        return sum(line.vat_pence for line in self.lines)
