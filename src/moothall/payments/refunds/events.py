"""What refunds tell those above payments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class RefundDone(Event):
    """Money was given back, says the gateway, or whoever made it in its portal."""

    name: ClassVar[str] = "payments.refund-done"
    refund_id: UUID
    payment_id: UUID


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """Money was not given back; somebody has to look why."""

    name: ClassVar[str] = "payments.refund-failed"
    refund_id: UUID
    payment_id: UUID
