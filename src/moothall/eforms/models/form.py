"""A form and its numbered versions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class InFlight(models.TextChoices):
    """What a new version means for drafts of the versions before it."""

    FINISH = "finish", _("Let people finish the version they began")
    CHECK_AGAIN = "check_again", _("Move people to this version and ask again what has changed")
    CLOSED = "closed", _("Stop people from sending an older version")


class Form(CouncilOwned):
    """
    What a council asks people to fill in for one purpose, under an address that stays.

    What it asks is in its versions; `current` is the one that new drafts begin with.
    """

    slug = models.SlugField(max_length=60)
    current = CouncilForeignKey("eforms.FormVersion", models.PROTECT, null=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    most_submissions = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="form_slug"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at"))
                | models.Q(closes_at=None)
                | models.Q(opens_at=None),
                name="form_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class FormVersion(CouncilOwned):
    """
    One numbered edition of a form, which never changes once it is published.

    Drafts and submissions point to the version they began with, so that publishing another never
    disturbs them. The database itself refuses an update (see the first migration).
    """

    form = CouncilForeignKey(Form, models.PROTECT)
    number = models.PositiveIntegerField()
    schema_version = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    drafts_in_flight = models.CharField(
        max_length=12, choices=InFlight.choices, default=InFlight.FINISH, db_default=InFlight.FINISH
    )

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "form", "number"], name="form_version_number"
            ),
            models.CheckConstraint(
                condition=models.Q(drafts_in_flight__in=InFlight.values),
                name="form_version_in_flight",
            ),
        ]
