"""Refunds as pages are given them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from moothall.payments.refunds.workflow import ENDED, RefundReason, RefundState

_TONES: Mapping[RefundState, str] = MappingProxyType(
    {
        RefundState.REQUESTED: "waiting",
        RefundState.APPROVED: "planned",
        RefundState.ASKING: "active",
        RefundState.UNSURE: "urgent",
        RefundState.UNDER_WAY: "active",
        RefundState.DONE: "done",
        RefundState.FAILED: "urgent",
        RefundState.DECLINED: "closed",
        RefundState.WITHDRAWN: "closed",
    }
)


@dataclass(frozen=True, kw_only=True)
class RefundLineRow:
    """How much of one line is given back."""

    description: str
    reference: str
    paid_pence: int
    amount_pence: int


@dataclass(frozen=True, kw_only=True)
class RefundRow:
    """One refund, with who asked for it, who agreed, and what it takes the money from."""

    id: UUID
    council_id: int
    payment_id: UUID
    payment_reference: str
    gateway: str
    number: int
    amount_pence: int
    state: str
    reason: str
    note: str
    by_hand: bool
    needs_approval: bool
    requested_by: str
    requested_by_kind: str
    requested_by_identifier: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    gateway_reference: str
    gateway_left_pence: int | None
    available_pence: int | None
    problem: str
    finished_at: datetime | None
    lines: tuple[RefundLineRow, ...]

    @property
    def reference(self) -> str:
        """Return what staff call it: its payment's reference and its number there."""
        return f"{self.payment_reference}/{self.number}"

    @property
    def is_done(self) -> bool:
        """Tell whether the money was given back."""
        return self.state == RefundState.DONE

    @property
    def tone(self) -> str:
        """Return the tone of its state's tag."""
        return _TONES[RefundState(self.state)]

    @property
    def state_words(self) -> str:
        """Return its state in words."""
        return str(RefundState(self.state).label)

    @property
    def reason_words(self) -> str:
        """Return its reason in words."""
        return str(RefundReason(self.reason).label)

    @property
    def has_ended(self) -> bool:
        """Tell whether nobody need do anything."""
        return self.state in ENDED

    @property
    def waits_for_portal(self) -> bool:
        """Tell whether somebody has to make it in the gateway's portal."""
        return self.by_hand and self.state == RefundState.APPROVED

    @property
    def is_with_gateway(self) -> bool:
        """Tell whether it is the gateway's turn."""
        return not self.by_hand and self.state in {
            RefundState.APPROVED,
            RefundState.ASKING,
            RefundState.UNDER_WAY,
        }

    @property
    def can_be_withdrawn(self) -> bool:
        """Tell whether it can still be taken back, or given up."""
        return self.state in {RefundState.REQUESTED, RefundState.APPROVED, RefundState.FAILED}


@dataclass(frozen=True, kw_only=True)
class PayableLine:
    """A line of a payment with what can still be given back of it."""

    id: UUID
    description: str
    reference: str
    amount_pence: int
    left_pence: int


@dataclass(frozen=True, kw_only=True)
class ToRefund:
    """A payment that somebody is about to refund."""

    id: UUID
    reference: str
    amount_pence: int
    refunded_pence: int
    held_pence: int
    is_paid: bool
    gateway: str
    gateway_refunds: bool
    limit_pence: int
    lines: tuple[PayableLine, ...]

    @property
    def left_pence(self) -> int:
        """Return what can still be given back."""
        return sum(line.left_pence for line in self.lines)
