"""What subscriptions tell those who serve them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class SubscriptionChanged(Event):
    """A subscription began, was renewed, changed, lapsed, ended or was stopped: look at it."""

    name: ClassVar[str] = "payments.subscription-changed"
    subscription_id: UUID
    plan: str
    state: str
