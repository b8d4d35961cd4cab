"""Where things take place, and who or what is needed for them."""

from math import hypot
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned

#: So long before their time people may check themselves in, where a council says nothing.
CHECK_IN_MINUTES = 30


class Site(CouncilOwned):
    """
    A place that people come to for what they booked, with how to get there.

    `features` are what somebody may need of it, such as `step-free`, `hearing-loop` or `parking`.
    Its point is on the British National Grid, in metres. Where it `expects_check_in`, whoever comes
    says so, from `check_in_minutes` before their time on, and who does not has not come.
    """

    key = models.SlugField(max_length=60)
    name = models.JSONField(help_text="By language.")
    address = models.CharField(max_length=300, blank=True)
    directions = models.JSONField(default=dict, blank=True, help_text="By language.")
    easting = models.FloatField(null=True, blank=True)
    northing = models.FloatField(null=True, blank=True)
    features = models.JSONField(default=list, blank=True)
    expects_check_in = models.BooleanField(default=False, db_default=False)
    check_in_minutes = models.PositiveSmallIntegerField(
        default=CHECK_IN_MINUTES, db_default=CHECK_IN_MINUTES
    )
    position = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="booking_site_key"),
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="booking_site_point",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def distance_from(self, point: tuple[float, float] | None) -> float | None:
        """Return how many metres away it is from a point, where both are known."""
        if point is None or self.easting is None or self.northing is None:
            return None
        return hypot(self.easting - point[0], self.northing - point[1])


class ResourceKind(models.TextChoices):
    """What sort of thing is taken while something takes place."""

    PERSON = "person", _("Person")
    ROOM = "room", _("Room")
    VEHICLE = "vehicle", _("Vehicle")
    PLACE = "place", _("Place")


class Resource(CouncilOwned):
    """
    A person, room, vehicle or place that can be in one thing at a time.

    `skills` are what activities ask for by name. One without a site goes wherever it is needed.
    `fits` is how many people it holds, where that bounds a session; nothing where it does not.
    `staff_identifier` is the employee whom it stands for; their calendar is fed under a secret of
    which a digest is kept.
    """

    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=ResourceKind.choices)
    name = models.JSONField(help_text="By language.")
    site = CouncilForeignKey(Site, models.PROTECT, null=True, blank=True, db_index=False)
    skills = models.JSONField(default=list, blank=True)
    features = models.JSONField(default=list, blank=True)
    fits = models.PositiveIntegerField(null=True, blank=True)
    staff_identifier = models.CharField(max_length=80, blank=True)
    calendar_digest = models.BinaryField(max_length=32, null=True, blank=True)
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True, help_text="The last day.")
    position = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="booking_resource_key"),
            models.UniqueConstraint(
                fields=["council", "calendar_digest"],
                condition=Q(calendar_digest__isnull=False),
                name="booking_resource_calendar",
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_until__isnull=True)
                | Q(active_until__gte=F("active_from")),
                name="booking_resource_days",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "kind", "site"], name="booking_resource_by_kind"),
        ]

    def __str__(self) -> str:
        return self.key
