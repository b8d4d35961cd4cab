"""A council's own words for a message: those in force, and how they came to be."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilOwned
from moothall.notifications.models.message import Channel


class MessageTemplate(CouncilOwned):
    """A council's own wording of one kind of message in one channel and language, in force."""

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


class WordingVersion(CouncilOwned):
    """
    What a council wrote for one kind of message in one channel: the draft, or a numbered version.

    `words` has subject and body by language; a language that is missing has our standard words. A
    draft has no number. Only what is published is ever sent, and it is never changed again.
    """

    key = models.CharField(max_length=100)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    words = models.JSONField(default=dict)
    number = models.PositiveIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Rises with each change.")
    changed_by_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "key", "channel", "number"],
                name="wording_version_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, published_at__isnull=True)
                | Q(number__isnull=False, published_at__isnull=False),
                name="wording_numbered_when_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.channel}) {self.number or 'draft'}"
