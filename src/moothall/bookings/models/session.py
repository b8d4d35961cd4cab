"""Group sessions: one time, many places."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.bookings.models.activity import Activity
from moothall.bookings.models.resource import Site
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class GroupSession(CouncilOwned):
    """
    A time of an activity that several bookings share, with so many places.

    Made when the first of them is held. It takes its resources once; `taken` counts the places,
    those of holds too, and the database lets nobody take what is not there.
    """

    activity = CouncilForeignKey(Activity, models.PROTECT, db_index=False)
    site = CouncilForeignKey(Site, models.PROTECT, null=True, blank=True, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "activity", "starts_at", "site"],
                nulls_distinct=False,
                name="booking_session_once",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="booking_session_never_overfull"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_session_span"
            ),
        ]
