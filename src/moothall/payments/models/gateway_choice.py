"""Which company takes a council's card payments."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class GatewayChoice(CouncilOwned):
    """
    The gateway that a council uses for one way of typing a card, with its settings there.

    A choice is never edited once a payment was begun by it: payments keep their own, by id, and a
    new one takes its place for those to come. Settings name secrets; they never hold one.
    """

    entry = models.CharField(max_length=10)
    gateway = models.CharField(max_length=40)
    options = models.JSONField(default=dict, blank=True)
    chosen_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "entry"],
                condition=models.Q(replaced_at__isnull=True),
                name="gateway_choice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.gateway}"
