"""What outside systems told us, kept word for word before anything is made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.connectors.models.system import System
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Outcome(models.TextChoices):
    """What became of a received update."""

    WAITING = "waiting", "Waiting for its case"
    APPLIED = "applied", "Applied"
    IGNORED = "ignored", "Nothing to do"
    REFUSED = "refused", "Needs a person"


class ReceivedUpdate(CouncilOwned):
    """One message from an outside system about a case, stored raw and then applied once."""

    system = CouncilForeignKey(System, on_delete=models.CASCADE)
    update_key = models.CharField(max_length=200, help_text="The system's own id of the update.")
    reference = models.CharField(max_length=120)
    status = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    raw = models.TextField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "system", "update_key"], name="received_update_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "system", "happened_at"],
                condition=Q(outcome="waiting"),
                name="received_update_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.update_key
