"""The states of a message and the arrows between them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models


class State(models.TextChoices):
    """What has become of a message."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    TO_POST = "to_post", "A letter for the team to post"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Not delivered"


ALLOWED: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.SENDING, State.FAILED}),
        # Back to the queue: the carrier was not reached or asked to come again. Straight to the
        # end: a carrier's report may overtake the answer to the very call that sent the message.
        State.SENDING: frozenset({State.QUEUED, State.SENT, State.DELIVERED, State.FAILED}),
        # No carrier takes letters: a person prints it, posts it and says so.
        State.TO_POST: frozenset({State.SENT}),
        State.SENT: frozenset({State.DELIVERED, State.FAILED}),
        State.DELIVERED: frozenset(),
        State.FAILED: frozenset(),
    }
)
