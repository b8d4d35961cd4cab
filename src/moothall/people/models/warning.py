"""What staff must know before they speak with somebody or visit an address."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person

LONGEST_REASON = 500


class WarningKind(models.TextChoices):
    """What a warning is about."""

    VIOLENCE = "violence", _("Risk of violence: visit in pairs")
    UNREASONABLE = "unreasonable", _("Unreasonable contact")
    DANGER = "danger", _("Danger at the address")
    TIMES = "times", _("Only call at certain times")
    HEARING = "hearing", _("Hearing or speech")
    OTHER = "other", _("Something else to know")


class PersonWarning(CouncilOwned):
    """
    A mark on a person or an address that staff see before they deal with it, until a day.

    It says why, and who decided it. It runs for a year at most and ends unless somebody reviews
    it. A mark for unreasonable contact also names the one colleague who answers
    (`single_contact`) and the ways (`allowed_channels`) in which the person may be in touch.
    """

    person = CouncilForeignKey(Person, models.PROTECT, null=True, db_index=False)
    uprn = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=WarningKind.choices)
    reason = models.CharField(max_length=LONGEST_REASON)
    advice = models.CharField(max_length=LONGEST_REASON, blank=True)
    single_contact = models.CharField(max_length=200, blank=True)
    allowed_channels = models.JSONField(default=list)
    given_at = models.DateTimeField()
    given_by_identifier = models.CharField(max_length=80)
    given_by_name = models.CharField(max_length=200, blank=True)
    expires_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(uprn__isnull=False),
                name="warning_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="warning_says_why"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "person", "expires_on"],
                condition=Q(person__isnull=False),
                name="warning_by_person",
            ),
            models.Index(
                fields=["council", "uprn", "expires_on"],
                condition=Q(uprn__isnull=False),
                name="warning_by_address",
            ),
            models.Index(
                fields=["council", "expires_on"],
                condition=Q(ended_at__isnull=True),
                name="warning_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.person_id or self.uprn}"

    def holds_on(self, day: date) -> bool:
        """Tell whether it is still to be heeded on a day."""
        return self.ended_at is None and day <= self.expires_on
