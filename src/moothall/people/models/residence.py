"""Where somebody lives."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person


class Residence(CouncilOwned):
    """
    An address of the gazetteer (by UPRN) where a person says that they live, from a day on.

    It is what they say of themselves and proves nothing. `moved_out_on` closes it.
    """

    person = CouncilForeignKey(Person)
    uprn = models.BigIntegerField()
    moved_in_on = models.DateField(null=True, blank=True)
    moved_out_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(
                fields=["council", "uprn"],
                condition=Q(ended_at__isnull=True),
                name="residence_at_address",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person"],
                condition=Q(ended_at__isnull=True),
                name="residence_of_person_once",
            ),
            models.CheckConstraint(
                condition=Q(moved_out_on__isnull=True)
                | Q(moved_in_on__isnull=True)
                | Q(moved_out_on__gte=F("moved_in_on")),
                name="residence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.uprn}"
