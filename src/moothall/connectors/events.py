"""What the connectors publish."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CaseDelivered(Event):
    """An outside system has a case and has given it a reference."""

    name: ClassVar[str] = "connectors.case-delivered"
    case_id: UUID
    delivery_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryGaveUp(Event):
    """A hand-over failed for good, or has nowhere to go, and needs a person."""

    name: ClassVar[str] = "connectors.delivery-gave-up"
    case_id: UUID
    delivery_id: UUID
