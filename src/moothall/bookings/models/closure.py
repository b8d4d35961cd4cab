"""Times that are shut out of the diary: closures, and what staff's own calendars say."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.bookings.models.activity import Activity
from moothall.bookings.models.opening import ONE_OWNER
from moothall.bookings.models.resource import Resource, Site
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Closure(CouncilOwned):
    """
    A stretch of time in which a site, a resource or an activity is shut, whatever its hours say.

    Everybody who had booked is told, once, and offered another time; who has not chosen one yet is
    found by their booking's `closure`. A closure that is lifted no longer shuts anything.
    """

    site = CouncilForeignKey(Site, models.PROTECT, null=True, blank=True, db_index=False)
    resource = CouncilForeignKey(Resource, models.PROTECT, null=True, blank=True, db_index=False)
    activity = CouncilForeignKey(Activity, models.PROTECT, null=True, blank=True, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.JSONField(help_text="By language; people are told it.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OWNER, name="booking_closure_owner"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_closure_span"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "ends_at"],
                condition=Q(lifted_at__isnull=True),
                name="booking_closure_in_force",
            ),
        ]


class BusyTime(CouncilOwned):
    """
    A stretch in which a resource is busy outside of this diary, as its own calendar says.

    Brought from there and replaced when that changes; `source_uid` is the calendar's own name for
    it. What it is about is not kept.
    """

    resource = CouncilForeignKey(Resource, models.CASCADE, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source_uid = models.CharField(max_length=300)
    brought_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_busy_span"
            ),
            models.UniqueConstraint(
                fields=["council", "resource", "source_uid", "starts_at"],
                name="booking_busy_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "resource", "ends_at"], name="booking_busy_by_end"),
        ]
