"""How far the promises of open cases have been worked out anew."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class CalendarRecount(CouncilOwned):
    """
    That a council's open cases are worked out anew by one revision of its calendar.

    `after_id` is the last case that was looked at, so that a job which stops goes on from there;
    `moved` counts those whose promise changed.
    """

    number = models.PositiveIntegerField()
    after_id = models.UUIDField(null=True, blank=True)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "number"], name="calendar_recount_once"),
        ]
