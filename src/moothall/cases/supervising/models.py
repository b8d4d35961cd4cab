"""What supervisors say of contacts, and what an hour of work costs."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.cases.models.interaction import Interaction
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

LONGEST_COMMENT = 1000


class QualityReview(CouncilOwned):
    """
    A contact drawn by lot for its supervisor to look at, and what they say of it.

    `agent_…` is the employee whose contact it is, who may read what is said. `answers` are by the
    questions of `supervising/quality`: yes, no, or not asked here.
    """

    interaction = CouncilForeignKey(Interaction, models.CASCADE, db_index=False)
    agent_identifier = models.CharField(max_length=80)
    agent_name = models.CharField(max_length=200, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by_name = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_identifier = models.CharField(max_length=80, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "interaction"], name="quality_drawn_once"),
        ]
        indexes: ClassVar = [
            models.Index(F("council"), F("reviewed_at").desc(nulls_first=True), F("drawn_at"),
                         name="quality_by_council"),
            models.Index(fields=["council", "agent_identifier", "reviewed_at"],
                         name="quality_by_agent", condition=Q(reviewed_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agent_name}: {self.drawn_at:%Y-%m-%d}"


class DeskCost(CouncilOwned):
    """What an hour of an employee's time with this council's residents costs it, from a day on."""

    from_on = models.DateField()
    pence_per_hour = models.PositiveIntegerField()
    set_by_name = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "from_on"], name="desk_cost_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}: {self.pence_per_hour}p"
