"""When a payment is asked about, while nobody knows how it ended."""

from datetime import datetime, timedelta

from moothall.payments.models import Payment
from moothall.payments.workflow import LIVE

_SOON = timedelta(minutes=1)
_LATER = timedelta(minutes=5)
_SELDOM = timedelta(minutes=30)

#: Gateways let payers take up to ninety minutes; an hour on top of that is theirs to tell.
GIVEN_UP_AFTER = timedelta(hours=4)
#: What was never known to reach a gateway that can be searched is not begun any more.
NEVER_BEGUN_AFTER = timedelta(hours=2)


def next_check(payment: Payment, now: datetime) -> datetime | None:
    """Return when to ask the gateway next: often at first, then less, then leave it to staff."""
    if payment.state not in LIVE:
        return None
    age = now - payment.created_at
    if age > GIVEN_UP_AFTER:
        return None
    if age < timedelta(minutes=15):
        return now + _SOON
    return now + (_LATER if age < timedelta(hours=2) else _SELDOM)
