"""News that every page of a council's website shows."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.content.blocks import safe_address
from moothall.kernel.fields import CouncilField
from moothall.kernel.models import CouncilOwned
from moothall.kernel.scope import current_council_id


class Severity(models.TextChoices):
    """How loudly an alert speaks."""

    INFORMATION = "information", "Information"
    WARNING = "warning", "Warning"
    EMERGENCY = "emergency", "Emergency"


class Alert(CouncilOwned):
    """Urgent news of one council, shown on every page of its website for a stretch of time."""

    council = CouncilField(default=current_council_id, editable=False)
    severity = models.CharField(
        max_length=20, choices=Severity.choices, default=Severity.INFORMATION
    )
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=500, blank=True)
    title_cy = models.CharField("title in Welsh", max_length=120, blank=True)
    text_cy = models.TextField("text in Welsh", max_length=500, blank=True)
    link = models.CharField(
        max_length=500,
        blank=True,
        validators=[safe_address],
        help_text="An address here, like /bins/, or a full one that begins with https://",
    )
    starts_at = models.DateTimeField("shown from")
    ends_at = models.DateTimeField("shown until", null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="alert_ends_after_it_starts",
                violation_error_message="An alert must end after it starts.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "starts_at"], name="alert_by_start"),
        ]

    def __str__(self) -> str:
        return self.title
