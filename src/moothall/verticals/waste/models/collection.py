"""Collection rounds and the properties on them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Container(models.TextChoices):
    """What a round empties."""

    REFUSE = "refuse", _("Rubbish")
    RECYCLING = "recycling", _("Recycling")
    FOOD = "food", _("Food waste")
    GARDEN = "garden", _("Garden waste")


class CollectionRound(CouncilOwned):
    """
    A crew's regular day for emptying one kind of container in one part of the area.

    It comes every `every_weeks` weeks, counted from `anchor_on`, which is one of its days. `moved`
    names days that fall elsewhere, as around Christmas: {"2026-12-25": "2026-12-27"}; a day that
    is moved to null does not take place. From `ends_at` on the day a bin that still stands full
    was missed, and may be reported for `report_days` working days more.
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    container = models.CharField(max_length=20, choices=Container.choices)
    anchor_on = models.DateField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    ends_at = models.TimeField()
    report_days = models.PositiveSmallIntegerField(default=2)
    moved = models.JSONField(default=dict)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="round_slug"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1), name="round_comes_back"),
        ]

    def __str__(self) -> str:
        return self.name


class PropertyRound(CouncilOwned):
    """That the bins of a property (by its UPRN) are emptied by a round."""

    uprn = models.BigIntegerField()
    round = CouncilForeignKey(CollectionRound, models.CASCADE)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "uprn", "round"], name="property_round_once"
            ),
        ]
