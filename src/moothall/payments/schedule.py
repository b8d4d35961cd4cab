"""When a payment is asked about, while nobody knows how it ended."""

from datetime import datetime, timedelta

from moothall.payments.models import Payment
from moothall.payments.workflow import LIVE

_SOON = timedelta(minutes=1)
_LATER = timedelta(minutes=5)
_SELDOM = timedelta(minutes=30)

#: Gateways let payers take up to ninety minutes; what a gateway still calls under way so long after
#: was left by its payer, and some never say that. If it is paid all the same, it counts.
ABANDONED_AFTER = timedelta(hours=4)
#: How our books call that.
ABANDONED = "abandoned"
#: When what was abandoned is looked at once more.
_LAST_LOOKS = (timedelta(hours=24), timedelta(hours=72))
#: What was never known to reach a gateway that can be searched is not begun any more.
NEVER_BEGUN_AFTER = timedelta(hours=2)


def is_abandoned(payment: Payment, now: datetime) -> bool:
    """Tell whether nobody is expected to finish a payment any more."""
    return now - payment.created_at > ABANDONED_AFTER


def next_check(payment: Payment, now: datetime) -> datetime | None:
    """Return when to ask the gateway next: often at first, then less, then twice more."""
    age = now - payment.created_at
    if payment.state not in LIVE:
        looks = (payment.created_at + later for later in _LAST_LOOKS if later > age)
        return next(looks, None) if payment.code == ABANDONED else None
    if age < timedelta(minutes=15):
        return now + _SOON
    return now + (_LATER if age < timedelta(hours=2) else _SELDOM)
