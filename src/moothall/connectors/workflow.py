"""The states of a delivery and the arrows between them."""

from collections.abc import Mapping

from django.db import models

from moothall.kernel.errors import TransitionNotAllowed


class DeliveryState(models.TextChoices):
    """Where a hand-over stands."""

    UNROUTED = "unrouted", "Nobody knows where to send it"
    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    RETRYING = "retrying", "Will be tried again"
    AWAITING_REFERENCE = "awaiting_reference", "Accepted, reference to follow"
    POSTED = "posted", "Waiting to be emailed"
    MAILED = "mailed", "Sent by email"
    DELIVERED = "delivered", "Delivered"
    GAVE_UP = "gave_up", "Gave up, needs a person"


#: From each state, where it may go. Surprising arrows say why.
ALLOWED: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.UNROUTED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING}),
    DeliveryState.SENDING: frozenset(
        {
            DeliveryState.DELIVERED,
            DeliveryState.AWAITING_REFERENCE,
            DeliveryState.POSTED,
            DeliveryState.RETRYING,
            DeliveryState.GAVE_UP,
            # The process that was sending died and its lease ran out: send again, same key.
            DeliveryState.SENDING,
        }
    ),
    DeliveryState.RETRYING: frozenset(
        # Staff may send at once what would be tried later.
        {DeliveryState.SENDING, DeliveryState.QUEUED}
    ),
    DeliveryState.AWAITING_REFERENCE: frozenset(
        # While asking for the reference the same attempts are counted as while sending.
        {DeliveryState.SENDING, DeliveryState.DELIVERED, DeliveryState.GAVE_UP}
    ),
    # The message has its own retries; here only their end is heard of.
    DeliveryState.POSTED: frozenset({DeliveryState.MAILED, DeliveryState.GAVE_UP}),
    # An email that its carrier took may come back all the same.
    DeliveryState.MAILED: frozenset({DeliveryState.GAVE_UP}),
    DeliveryState.GAVE_UP: frozenset({DeliveryState.QUEUED}),
    DeliveryState.DELIVERED: frozenset(),
}


def require_transition(before: DeliveryState, after: DeliveryState) -> None:
    """
    Do nothing if the table has the arrow.

    :raises TransitionNotAllowed: otherwise
    """
    if after not in ALLOWED[before]:
        raise TransitionNotAllowed(f"A delivery cannot go from {before.value} to {after.value}.")
