"""What a council decides of the cases of one service."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.workflow import Priority
from moothall.councils.models import ServiceType
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class CaseType(CouncilOwned):
    """
    What a council decides of the cases of one service, beside its entry in the catalogue.

    A service without one works as all do. `unused_statuses` are not given by staff,
    `silent_statuses` are reached without a message that nobody wrote (received is the
    acknowledgement), `denied_acts` are never open to residents, and `keep_days` counts in place of
    the days for the kind of case.
    """

    service_type = CouncilForeignKey(ServiceType, db_index=False)
    unused_statuses = models.JSONField(default=list)
    silent_statuses = models.JSONField(default=list)
    denied_acts = models.JSONField(default=list)
    priority = models.CharField(max_length=6, choices=Priority.choices, default=Priority.NORMAL)
    keep_days = models.PositiveIntegerField(null=True, blank=True)
    changed_by_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "service_type"], name="case_type_once"),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="case_type_priority_known"
            ),
        ]
