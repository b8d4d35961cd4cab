"""Trips and clubs, the places on them, and what is due for one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.verticals.schools.models.pupil import Pupil
from moothall.verticals.schools.models.school import School


class Activity(CouncilOwned):
    """
    A trip or a club that a school offers until a day, for so many pupils.

    How many places are left is a stock of `payments`, which the first instalment is taken from.
    `instalments` has what is due and when: [{"due_on": "2027-03-01", "pence": 2500}, …]. One that
    was cancelled gives everybody back what they paid.
    """

    school = CouncilForeignKey(School, models.PROTECT, db_index=False)
    name = models.JSONField(help_text="By language.")
    fund = models.SlugField(max_length=60)
    closes_on = models.DateField()
    instalments = models.JSONField()
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: What those who had joined were told, in the school's own words.
    cancelled_because = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "school", "closes_on"], name="activity_by_school"),
        ]

    @property
    def stock(self) -> str:
        """Return the key of the places that are left."""
        return f"schools.activity.{self.pk}"


class PlaceState(models.TextChoices):
    """How far a pupil is with a place."""

    WAITS = "waits", "Waits for the first payment"
    TAKEN = "taken", "Has the place"
    WITHDRAWN = "withdrawn", "Taken back"
    CANCELLED = "cancelled", "The school cancelled it"


class ActivityPlace(CouncilOwned):
    """A pupil's place on a trip or in a club; it is theirs once the first instalment is paid."""

    activity = CouncilForeignKey(Activity, models.PROTECT)
    pupil = CouncilForeignKey(Pupil, models.PROTECT, db_index=False)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=10, choices=PlaceState.choices)
    asked_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "pupil", "activity"],
                condition=~Q(state="withdrawn"),
                name="activity_place_once",
            ),
        ]


class Instalment(CouncilOwned):
    """One part of what a place costs, due on a day; the first gives the place."""

    place = CouncilForeignKey(ActivityPlace, models.PROTECT, db_index=False)
    number = models.PositiveSmallIntegerField()
    pence = models.PositiveIntegerField()
    due_on = models.DateField()
    paid_at = models.DateTimeField(null=True, blank=True)
    #: Told that it is soon due, and that it was due.
    reminded_at = models.DateTimeField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "place", "number"], name="instalment_once"),
            models.CheckConstraint(condition=Q(pence__gt=0), name="instalment_amount"),
        ]
