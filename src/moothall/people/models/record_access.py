"""Who looked at a person's record."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person


class RecordAccess(CouncilOwned):
    """
    An employee looked at what is held about a person, within one hour.

    There is one row for each employee, person and hour, whatever they opened and however often.
    `roles` are those that they had at the time, parted by commas. What is `covert` is never shown
    to the person, such as what a safeguarding team looks at (Data Protection Act 2018, sch 2).
    """

    person = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    staff_identifier = models.CharField(max_length=80)
    staff_name = models.CharField(max_length=200, blank=True)
    roles = models.CharField(max_length=200, blank=True)
    hour = models.DateTimeField(help_text="The hour in which it was, from its beginning.")
    looked_at = models.DateTimeField(help_text="The first moment within the hour.")
    what = models.CharField(max_length=20, help_text="What was opened first: person or case.")
    reason = models.CharField(max_length=200, blank=True)
    is_covert = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "staff_identifier", "hour"], name="record_access_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_identifier}: {self.person_id}, {self.hour:%Y-%m-%d %H}"
