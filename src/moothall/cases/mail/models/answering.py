"""What helps to answer: drafts, ready-made texts, and which addresses no longer work."""

from typing import ClassVar

from django.db import models

from moothall.councils.models import Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class MailDraft(CouncilOwned):
    """
    An answer that somebody has begun to write, kept as it is typed.

    It is its writer's and the thing's that it answers (`subject_kind` and `subject_id`), so it
    outlives whoever the thing is given to, and every session. `version` tells two screens apart.
    """

    subject_kind = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    author_identifier = models.CharField(max_length=80)
    author_name = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=320, blank=True)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "subject_kind", "subject_id", "author_identifier"],
                name="mail_draft_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "saved_at"], name="mail_draft_by_time"),
        ]


class ReadyAnswer(CouncilOwned):
    """A text that a team writes again and again, in both languages, with places for names."""

    title = models.CharField(max_length=100)
    team = CouncilForeignKey(Team, null=True, blank=True, db_index=False)
    text = models.TextField()
    text_cy = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "title"], name="ready_answer_title"),
        ]

    def __str__(self) -> str:
        return self.title


class DoubtfulAddress(CouncilOwned):
    """An e-mail address from which a letter of ours came back; one that writes again is sound."""

    address = models.CharField(max_length=320)
    reason = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "address"], name="doubtful_address_once"),
        ]
