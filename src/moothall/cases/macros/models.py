"""A macro."""

from typing import ClassVar

from django.db import models

from moothall.councils.models import Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Macro(CouncilOwned):
    """
    A deed with a name, which staff do to a case by one button, or to many at once.

    It is for the whole council or for the cases of one team. Whoever uses it needs the right to
    everything it does.
    """

    name = models.CharField(max_length=80)
    team = CouncilForeignKey(Team, null=True, blank=True, db_index=False)
    deed = models.JSONField()
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "name"], name="macro_name"),
        ]
