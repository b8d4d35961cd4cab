"""A council's own words for a message."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned
from moothall.notifications.models.message import Channel


class MessageTemplate(CouncilOwned):
    """A council's own wording of one kind of message in one channel and language."""

    key = models.CharField(max_length=100, help_text="The app and the message: cases.received.")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "key", "channel", "language"], name="message_template_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.channel}, {self.language})"
