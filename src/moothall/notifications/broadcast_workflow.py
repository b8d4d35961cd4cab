"""The states of a piece of news to subscribers and the arrows between them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class BroadcastState(models.TextChoices):
    """How far a piece of news has come."""

    DRAFT = "draft", _("Not sent yet")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")


BROADCAST_ALLOWED: Mapping[BroadcastState, frozenset[BroadcastState]] = MappingProxyType(
    {
        BroadcastState.DRAFT: frozenset({BroadcastState.SENDING}),
        # What has begun to reach people is finished: half of them would wonder about the others.
        BroadcastState.SENDING: frozenset({BroadcastState.SENT}),
        BroadcastState.SENT: frozenset(),
    }
)
