"""When things are open: rules in local time, and the days on which they are otherwise."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.bookings.models.activity import Activity
from moothall.bookings.models.resource import Resource, Site
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

#: Exactly one of a site, a resource and an activity: whose hours these are.
ONE_OWNER = (
    Q(site__isnull=False, resource__isnull=True, activity__isnull=True)
    | Q(site__isnull=True, resource__isnull=False, activity__isnull=True)
    | Q(site__isnull=True, resource__isnull=True, activity__isnull=False)
)


class RuleKind(models.TextChoices):
    """Whether a rule opens or shuts."""

    OPEN = "open", _("Open")
    BREAK = "break", _("Break")


class OpeningRule(CouncilOwned):
    """
    Hours on some weekdays, on the local clock, of a site, a resource or an activity.

    A resource without hours of its own keeps its site's. One that closes no later than it opens
    does so on the next day, so that 00:00 is the midnight at the end. `weekdays` counts Monday as
    nought. On bank holidays a rule holds only if it says so.
    """

    site = CouncilForeignKey(Site, models.CASCADE, null=True, blank=True, db_index=False)
    resource = CouncilForeignKey(Resource, models.CASCADE, null=True, blank=True, db_index=False)
    activity = CouncilForeignKey(Activity, models.CASCADE, null=True, blank=True, db_index=False)
    kind = models.CharField(max_length=10, choices=RuleKind.choices, default=RuleKind.OPEN)
    weekdays = models.JSONField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day.")
    on_bank_holidays = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OWNER, name="booking_rule_owner"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="booking_rule_days",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", owner],
                condition=Q(**{f"{owner}__isnull": False}),
                name=f"booking_rule_by_{owner}",
            )
            for owner in ("site", "resource", "activity")
        ]

    @property
    def owner_id(self) -> UUID:
        """Return the id of whose hours these are."""
        return next(
            one for one in (self.site_id, self.resource_id, self.activity_id) if one is not None
        )


class OpeningException(CouncilOwned):
    """
    One day on which a site, a resource or an activity keeps other hours, or none.

    It stands in place of all rules of its owner on that day; several for a day add up.
    """

    site = CouncilForeignKey(Site, models.CASCADE, null=True, blank=True, db_index=False)
    resource = CouncilForeignKey(Resource, models.CASCADE, null=True, blank=True, db_index=False)
    activity = CouncilForeignKey(Activity, models.CASCADE, null=True, blank=True, db_index=False)
    day_on = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.JSONField(default=dict, blank=True, help_text="By language.")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OWNER, name="booking_exception_owner"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False),
                name="booking_exception_hours",
            ),
            models.UniqueConstraint(
                fields=["council", "site", "resource", "activity", "day_on", "opens"],
                nulls_distinct=False,
                name="booking_exception_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "day_on"], name="booking_exception_by_day"),
        ]

    @property
    def owner_id(self) -> UUID:
        """Return the id of whose hours these are."""
        return next(
            one for one in (self.site_id, self.resource_id, self.activity_id) if one is not None
        )
