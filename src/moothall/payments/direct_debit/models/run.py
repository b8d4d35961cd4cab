"""What was asked of the banks on one day."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.direct_debit.models.service import DebitService


class DebitRun(CouncilOwned):
    """
    Everything that a council asks of the banks on one working day, in one file or by calls.

    A file is kept sealed, byte by byte as it was made, so that it can be fetched again; when its
    days are over it is forgotten and only its figures and digest stay.
    """

    service = CouncilForeignKey(DebitService, models.PROTECT)
    input_on = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="open")
    #: The ids of mandates to lodge and to withdraw and of what to collect that wait for an answer.
    items = models.JSONField(default=dict)
    lodged = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    collected = models.PositiveIntegerField(default=0)
    total_pence = models.BigIntegerField(default=0)
    file_name = models.CharField(max_length=80, blank=True)
    sealed_file = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetched_by = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "service", "input_on", "number"], name="debit_run_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "input_on", "number"], name="debit_run_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.input_on} ({self.number})"
