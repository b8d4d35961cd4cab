"""How a council collects by Direct Debit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilOwned
from moothall.payments.direct_debit.days import DAYS_OF_NOTICE

MOST_DAYS_OF_NOTICE = 60


class DebitService(CouncilOwned):
    """
    The way in which a council collects by Direct Debit, with the name that payers' banks show.

    Never edited: mandates keep their own, and a new one takes its place for those to come. Notice
    of fewer than ten working days needs the agreement of the bank that sponsors the council.
    """

    collector = models.CharField(max_length=40)
    options = models.JSONField(default=dict, blank=True, help_text="Names secrets; holds none.")
    statement_name = models.CharField(max_length=18, help_text="As it is on bank statements.")
    days_of_notice = models.PositiveIntegerField(default=DAYS_OF_NOTICE)
    bank_agreed = models.BooleanField(default=False)
    #: Days of the month between which a payer may choose.
    days = models.JSONField(default=list)
    chosen_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council"], condition=Q(replaced_at__isnull=True), name="debit_service_once"
            ),
            models.CheckConstraint(
                condition=Q(days_of_notice__gte=DAYS_OF_NOTICE) | Q(bank_agreed=True),
                name="debit_service_notice",
            ),
            models.CheckConstraint(
                condition=Q(days_of_notice__gte=1) & Q(days_of_notice__lte=MOST_DAYS_OF_NOTICE),
                name="debit_service_notice_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collector}: {self.statement_name}"
