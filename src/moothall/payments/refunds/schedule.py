"""When the gateway is asked about a refund, and when people are."""

from datetime import datetime, timedelta

from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.workflow import RefundState

#: Longer than any gateway's own limit of time, so that no two attempts ever overlap.
LEASE = timedelta(seconds=60)
#: Another refund of the same payment is not answered yet.
WAIT_FOR_ANOTHER = timedelta(minutes=1)
#: A refund that a gateway could not be asked for, or gave no answer to, is left to people after.
GIVEN_UP_AFTER = timedelta(days=3)
#: Banks take up to ten working days; after that somebody looks.
UNDER_WAY_AT_MOST = timedelta(days=21)

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=6)
_DOUBLED_AT_MOST = 12


def next_try(refund: Refund, now: datetime, *, after: timedelta | None = None) -> datetime:
    """Return when to ask the gateway again: soon at first, then less and less often."""
    pause: timedelta = min(_FIRST * 2 ** min(refund.tries, _DOUBLED_AT_MOST), _LONGEST)
    return now + max(pause, after or pause)


def is_given_up(refund: Refund, now: datetime) -> bool:
    """Tell whether the gateway has had long enough."""
    since = refund.asked_at or refund.decided_at or refund.requested_at
    is_moving = refund.state == RefundState.UNDER_WAY
    return now - since > (UNDER_WAY_AT_MOST if is_moving else GIVEN_UP_AFTER)
