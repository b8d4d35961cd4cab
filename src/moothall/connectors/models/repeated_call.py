"""What programs asked for already, so that asking again does not do it again."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class RepeatedCall(CouncilOwned):
    """
    A write that a program made under a key of its own (`Idempotency-Key`), kept for a day.

    Asked again with the same key it is answered as before and not done again. It holds digests and
    the ids of what was made, nothing of what was said.
    """

    program = models.CharField(max_length=120)
    repeat_digest = models.CharField(max_length=64)
    asked_digest = models.CharField(max_length=64)
    made_ids = models.JSONField(default=list)
    asked_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "program", "repeat_digest"], name="repeated_call_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "asked_at"], name="repeated_call_by_age"),
        ]

    def __str__(self) -> str:
        return self.program
