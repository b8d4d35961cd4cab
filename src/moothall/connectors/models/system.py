"""An outside system of a council, and which cases go there."""

from typing import ClassVar

from django.db import models

from moothall.councils.models import Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class System(CouncilOwned):
    """
    A line-of-business system that a council hands cases to, with its supplier and its settings.

    `options` are the supplier's typed options as JSON; secrets stand in it by name only.
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    supplier = models.SlugField(
        max_length=40, help_text="The key of the adapter that speaks to it."
    )
    options = models.JSONField(default=dict)
    owner_team = CouncilForeignKey(Team, help_text="Told when a hand-over needs a person.")
    is_active = models.BooleanField(default=True)
    polled_until = models.DateTimeField(
        null=True, help_text="Updates up to this moment have been asked for."
    )

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="system_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Route(CouncilOwned):
    """
    A rule that sends cases of one service to one system, under that system's own words.

    Rules are tried in order; each system receives a case at most once. `when` compares one of the
    case's details ({"detail": "category", "is": ["pothole"]}); empty fits every case.
    `attributes` says how the system's attributes are filled: from a detail, by a table, or fixed.
    """

    system = CouncilForeignKey(System, on_delete=models.CASCADE)
    position = models.PositiveIntegerField()
    service_type = models.SlugField(max_length=80)
    when = models.JSONField(default=dict, blank=True)
    external_code = models.CharField(max_length=120)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "system", "position"], name="route_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service_type} → {self.external_code}"
