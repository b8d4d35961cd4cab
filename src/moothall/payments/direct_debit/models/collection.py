"""One payment by Direct Debit."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.direct_debit.models.mandate import Mandate
from moothall.payments.direct_debit.models.run import DebitRun
from moothall.payments.direct_debit.workflow import COLLECTION_ARROWS, CollectionState


class Collection(CouncilOwned):
    """
    One amount that is taken under a mandate on one day, first time and again.

    `instalment` is how the owner of the schedule calls it, once a mandate. It `falls_on` the day of
    the schedule and `collects_on` the working day that the payer is told.
    """

    mandate = CouncilForeignKey(Mandate, models.PROTECT)
    instalment = models.CharField(max_length=60)
    amount_pence = models.BigIntegerField()
    falls_on = models.DateField()
    collects_on = models.DateField()
    state = models.CharField(max_length=15, choices=CollectionState.choices, default="scheduled")
    #: The last of its plan (transaction code 19), as far as is known when it is asked for.
    is_last = models.BooleanField(default=False)
    noticed_at = models.DateTimeField(null=True, blank=True)
    run = CouncilForeignKey(DebitRun, models.PROTECT, null=True)
    collector_reference = models.CharField(max_length=120, blank=True)
    outcome_unknown = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    first_failed_on = models.DateField(null=True, blank=True)
    code = models.CharField(max_length=20, blank=True, help_text="The bank's word for why.")
    problem = models.CharField(max_length=300, blank=True)
    planned_at = models.DateTimeField()
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveIntegerField(default=0)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "mandate", "instalment"], name="collection_instalment_once"
            ),
            models.UniqueConstraint(
                fields=["council", "collector_reference"],
                condition=~Q(collector_reference=""),
                name="collection_collector_reference",
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="collection_amount"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "state", "collects_on"], name="collection_by_day"),
            models.Index(
                fields=["council", "check_at"],
                condition=Q(check_at__isnull=False),
                name="collection_to_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence} on {self.collects_on}"

    def move_to(self, state: CollectionState, *, at: datetime) -> None:
        """
        Change the state, with the moment that belongs to it.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in COLLECTION_ARROWS[CollectionState(self.state)]:
            raise TransitionNotAllowed(f"A collection does not go from {self.state} to {state}.")
        self.state = state
        if state is CollectionState.SCHEDULED:
            self.noticed_at = None
        if state is CollectionState.NOTIFIED and self.noticed_at is None:
            self.noticed_at = at
        if state is CollectionState.SUBMITTED:
            self.submitted_at, self.finished_at = at, None
        if state not in _UNDER_WAY:
            self.finished_at, self.check_at = at, None

    def change(self, *, amount_pence: int, falls_on: date, collects_on: date) -> bool:
        """Take what the schedule says now; tell whether the payer must be told."""
        new = (amount_pence, falls_on, collects_on)
        if (self.amount_pence, self.falls_on, self.collects_on) == new:
            return False
        told = (self.amount_pence, self.collects_on)
        self.amount_pence, self.falls_on, self.collects_on = new
        return told != (amount_pence, collects_on)


_UNDER_WAY = (
    CollectionState.SCHEDULED,
    CollectionState.NOTIFIED,
    CollectionState.SUBMITTED,
    CollectionState.PRESUMED_PAID,
)
