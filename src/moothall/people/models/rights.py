"""What people ask for by right: a copy of what is held about them, and its erasure."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.account import Account
from moothall.people.models.person import Person


class DownloadState(models.TextChoices):
    """How far a download has come."""

    ASKED = "asked", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"
    GONE = "gone", "Deleted"


class DataDownload(CouncilOwned):
    """
    A copy of everything that a council holds about a person, asked for by that person.

    A job makes it; it can be fetched for some days and is then deleted. One is made at a time.
    """

    person = CouncilForeignKey(Person, models.PROTECT)
    language = models.CharField(max_length=5)
    state = models.CharField(
        max_length=10, choices=DownloadState.choices, default=DownloadState.ASKED
    )
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True, help_text="When it was first fetched.")
    storage_key = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="In bytes.")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person"],
                condition=Q(state="asked"),
                name="data_download_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "expires_at"],
                condition=Q(state="ready"),
                name="data_download_to_delete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class Erasure(CouncilOwned):
    """
    A person's wish that a council erases what it holds about them.

    It can be undone until `due_at`. A job then erases what need not be kept (`erased_at`), and
    looks again at the rest, each time `review_at` comes, until nothing is left (`finished_at`).
    `counts` says how many of what went and stayed, and nothing about anybody.
    """

    person = CouncilForeignKey(Person, models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=list)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person"],
                condition=Q(undone_at__isnull=True, finished_at__isnull=True),
                name="erasure_of_person_once",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("asked_at")), name="erasure_after_cooling_off"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(erased_at__isnull=True),
                name="erasure_undone_or_done",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "review_at"],
                condition=Q(review_at__isnull=False),
                name="erasure_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: due {self.due_at:%Y-%m-%d}"


class RetentionRule(CouncilOwned):
    """For how many days a council keeps one kind of thing in spite of a wish for erasure."""

    reason = models.CharField(max_length=60, help_text="A key of `keeping_reasons`.")
    days = models.PositiveIntegerField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "reason"], name="retention_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.days} days"


class AccountClosing(models.Model):
    """
    A resident's wish to close their sign-in for every council, undone or done after some days.

    Stands outside row security, as accounts do, and is read by account alone.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(undone_at__isnull=True, closed_at__isnull=True),
                name="account_closing_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: due {self.due_at:%Y-%m-%d}"
