"""Plans and subscriptions as pages are given them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from moothall.payments.subscriptions.workflow import (
    SERVED,
    ChargeState,
    PlanKind,
    SubscriptionState,
)

_TONES: Mapping[SubscriptionState, str] = MappingProxyType(
    {
        SubscriptionState.PENDING: "waiting",
        SubscriptionState.ACTIVE: "active",
        SubscriptionState.RENEWAL_DUE: "urgent",
        SubscriptionState.LAPSED: "closed",
        SubscriptionState.ENDED: "closed",
        SubscriptionState.STOPPED: "closed",
    }
)


@dataclass(frozen=True, kw_only=True)
class ChargeRow:
    """An amount that is, was or is not to be paid."""

    id: UUID
    words: str
    kind: str
    state: str
    pence: int
    due_on: date
    paid_at: datetime | None
    payment_id: UUID | None
    card_day: date | None

    @property
    def is_open(self) -> bool:
        """Tell whether it is to be paid."""
        return self.state == ChargeState.OPEN


@dataclass(frozen=True, kw_only=True)
class SubscriptionRow:
    """A subscription with all that was charged for it."""

    id: UUID
    council_id: int
    reference: str
    plan: str
    plan_key: str
    plan_kind: str
    most: int
    quantity: int
    place: str
    email: str
    state: str
    first_on: date
    last_on: date
    renews: bool
    by_card: bool
    person_id: UUID | None
    charges: tuple[ChargeRow, ...]

    @property
    def state_words(self) -> str:
        """Return how it stands in words."""
        return str(SubscriptionState(self.state).label)

    @property
    def tone(self) -> str:
        """Return the tone of its state's tag."""
        return _TONES[SubscriptionState(self.state)]

    @property
    def is_served(self) -> bool:
        """Tell whether its holder has the service."""
        return self.state in SERVED

    @property
    def can_change(self) -> bool:
        """Tell whether more or fewer can be had."""
        return (
            self.state == SubscriptionState.ACTIVE
            and self.plan_kind == PlanKind.RENEWS
            and self.most > 1
        )

    @property
    def is_fee(self) -> bool:
        """Tell whether it is one fee in parts."""
        return self.plan_kind == PlanKind.INSTALMENTS

    @property
    def due(self) -> ChargeRow | None:
        """Return what is to be paid next, if anything is."""
        wanted = [one for one in self.charges if one.is_open and one.kind != "change"]
        return min(wanted, key=lambda one: one.due_on, default=None)


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A plan that somebody can join today, with what it costs them."""

    key: str
    name: str
    most: int
    is_fee: bool
    instalments: int
    first_on: date
    last_on: date
    pence: int
    more_pence: int
