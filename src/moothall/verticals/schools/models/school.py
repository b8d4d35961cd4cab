"""A school, who works in its office, and what its meals cost."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class School(CouncilOwned):
    """
    A school whose meals and trips are paid for here.

    `free_meal_pence` is the most that a pupil with free meals may eat for on a day.
    """

    name = models.CharField(max_length=200)
    number = models.CharField(max_length=20, help_text="The number that everybody knows it by.")
    scheme = models.SlugField(max_length=40, help_text="The wallets' scheme for its meals.")
    free_meal_pence = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "number"], name="school_number"),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolWorker(CouncilOwned):
    """An employee who works in the office of one school, and so sees its pupils alone."""

    school = CouncilForeignKey(School, models.PROTECT)
    staff_identifier = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "staff_identifier", "school"], name="school_worker_once"
            ),
        ]


class MealPrice(CouncilOwned):
    """What a meal costs at a school on the days of a span, as its tills show it."""

    school = CouncilForeignKey(School, models.PROTECT, db_index=False)
    name = models.JSONField(help_text="By language.")
    pence = models.PositiveIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="meal_price_span"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "school", "ends_on"], name="meal_price_by_day"),
        ]
