"""What a council tells residents about a status, and what it lets them do then."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.workflow import Status
from moothall.councils.models import CaseKind, ServiceType
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

#: Nothing said means every kind.
KINDS = [("", "Every kind"), *CaseKind.choices]


class StatusGuide(CouncilOwned):
    """
    What residents read about a case while it has a status, and what they may do with it then.

    It is for the cases of one service, of one kind, or of all; the narrowest says what counts, and
    what it leaves open a wider one says. Left open are empty words, and `acts`, `reopen_days` and
    `staff_reopen_days` that are null.
    """

    service_type = CouncilForeignKey(ServiceType, null=True, blank=True, db_index=False)
    kind = models.CharField(max_length=20, blank=True, choices=KINDS)
    status = models.CharField(max_length=20, choices=Status.choices)
    label_en = models.CharField(max_length=80, blank=True)
    label_cy = models.CharField(max_length=80, blank=True)
    text_en = models.CharField(max_length=500, blank=True)
    text_cy = models.CharField(max_length=500, blank=True)
    acts = models.JSONField(null=True, blank=True)
    reopen_days = models.PositiveSmallIntegerField(null=True, blank=True)
    staff_reopen_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "service_type", "status"],
                condition=Q(service_type__isnull=False),
                name="status_guide_of_service",
            ),
            models.UniqueConstraint(
                fields=["council", "kind", "status"],
                condition=Q(service_type__isnull=True),
                name="status_guide_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="status_guide_status_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _words in KINDS]),
                name="status_guide_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(service_type__isnull=True) | Q(kind=""),
                name="status_guide_of_service_or_kind",
            ),
        ]
