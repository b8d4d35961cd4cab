"""The slow way back into an account whose second factor is lost."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.people.models.account import Account


class Recovery(models.Model):
    """
    A request to take the second factors off an account whose owner has lost them.

    Stands outside row security, since the account does, and is read by account alone. It takes
    effect at `due_at` unless somebody signs in before.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="recovery_once_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="recovery_by_due_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.due_at:%Y-%m-%d}"
