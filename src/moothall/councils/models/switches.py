"""Parts of the product that a council can turn on and off."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class FeatureSwitch(CouncilOwned):
    """Whether one council uses one part of the product."""

    key = models.SlugField(max_length=60)
    is_on = models.BooleanField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="feature_switch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {'on' if self.is_on else 'off'}"
