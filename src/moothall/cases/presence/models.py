"""Who has what open."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class Presence(CouncilOwned):
    """
    That an employee has a case, or something else of a kind, open; gone minutes after they leave.

    `subject_kind` and `subject_id` name the thing, which may be of any table.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    employee_identifier = models.CharField(max_length=80)
    employee_name = models.CharField(max_length=200)
    is_writing = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "subject_kind", "subject_id", "employee_identifier"],
                name="presence_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "seen_at"], name="presence_by_time"),
        ]
