"""What somebody agreed to, in which words, and when they took it back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person


class Consent(CouncilOwned):
    """
    Somebody's yes to one purpose, in words of a numbered version, until they take it back.

    Rows are never changed but for `withdrawn_at`, so that the council can show what was agreed to
    and when (UK GDPR art 7(1)). A yes after a no is a new row.
    """

    person = CouncilForeignKey(Person, models.PROTECT)
    purpose = models.CharField(max_length=80, help_text="The key of a registered purpose.")
    wording_version = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    given_how = models.CharField(max_length=20, help_text="Where it was given: account, phone, …")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_given_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_given_before_withdrawn",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "person", "given_at"], name="consent_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.person_id}"
