"""Texts that people sent to park."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class ParkingText(CouncilOwned):
    """
    A text that came in, known by its carrier's number for it, so that it counts once.

    Neither its words nor the telephone number are kept: what was done stands in the session, what
    was answered in the message.
    """

    carrier_id = models.CharField(max_length=100)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    wish = models.CharField(max_length=10)
    received_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "carrier_id"], name="parking_text_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "received_at"], name="parking_text_by_time"),
            models.Index(
                fields=["council", "person"],
                condition=models.Q(person__isnull=False),
                name="parking_text_by_person",
            ),
        ]
