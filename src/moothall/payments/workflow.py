"""The states of baskets and payments and the arrows between them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models


class BasketState(models.TextChoices):
    """What has become of a basket."""

    OPEN = "open", "Can be changed and paid"
    PAYING = "paying", "A payment is under way"
    PAID = "paid", "Paid"


BASKET_ALLOWED: Mapping[BasketState, frozenset[BasketState]] = MappingProxyType(
    {
        # Straight to paid: a payment that had been given up for lost turned out to have been made.
        BasketState.OPEN: frozenset({BasketState.PAYING, BasketState.PAID}),
        BasketState.PAYING: frozenset({BasketState.OPEN, BasketState.PAID}),
        BasketState.PAID: frozenset(),
    }
)


class PaymentState(models.TextChoices):
    """What the gateway last said has become of a payment."""

    CREATED = "created", "Written down, the gateway is being asked"
    STARTED = "started", "Under way at the gateway"
    RESERVED = "reserved", "The money is reserved, not taken yet"
    PAID = "paid", "Paid"
    FAILED = "failed", "Refused or failed"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Not finished in time"


#: A basket has one of these at a time, and is not paid anew beside money that is reserved.
BEGUN = (PaymentState.CREATED, PaymentState.STARTED)
#: What has not ended; one that was given up for lost may be found reserved beside a newer one.
LIVE = (*BEGUN, PaymentState.RESERVED)
FAILURES = frozenset({PaymentState.FAILED, PaymentState.CANCELLED, PaymentState.EXPIRED})

_LATE = frozenset({PaymentState.RESERVED, PaymentState.PAID})

ALLOWED: Mapping[PaymentState, frozenset[PaymentState]] = MappingProxyType(
    {
        # Anything may have happened by the time that a lost answer is found again.
        PaymentState.CREATED: frozenset({PaymentState.STARTED, *_LATE, *FAILURES}),
        PaymentState.STARTED: frozenset({*_LATE, *FAILURES}),
        PaymentState.RESERVED: frozenset({PaymentState.PAID, *FAILURES}),
        # Failed, then paid: the payer tried another card at the gateway, or a message came first
        # that was older. It counts.
        PaymentState.FAILED: _LATE,
        PaymentState.CANCELLED: _LATE,
        PaymentState.EXPIRED: _LATE,
        PaymentState.PAID: frozenset(),
    }
)
