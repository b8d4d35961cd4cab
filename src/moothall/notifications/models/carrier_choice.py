"""Which company takes a council's messages out."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned
from moothall.notifications.models.message import Channel


class CarrierChoice(CouncilOwned):
    """The carrier that a council uses for one channel, with its settings there."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    carrier = models.CharField(max_length=40)
    options = models.JSONField(default=dict, blank=True)
    secret_name = models.CharField(
        max_length=80, blank=True, help_text="The name of the carrier's key, never the key itself."
    )

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "channel"], name="carrier_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.carrier}"
