"""What banks tell of mandates and collections, and claims under the Guarantee."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.direct_debit.models.collection import Collection
from moothall.payments.direct_debit.models.mandate import Mandate
from moothall.payments.direct_debit.models.service import DebitService


class BankAdvice(CouncilOwned):
    """
    One thing that a bank told: a debit unpaid, an instruction refused, changed or cancelled.

    The same advice counts once, however often its report is read. What the product cannot settle
    by the rules alone stays `to_do` until an employee has.
    """

    service = CouncilForeignKey(DebitService, models.PROTECT)
    kind = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)
    reference = models.CharField(max_length=18)
    code = models.CharField(max_length=20)
    amount_pence = models.BigIntegerField(null=True, blank=True)
    effective_on = models.DateField()
    mandate = CouncilForeignKey(Mandate, models.PROTECT, null=True)
    collection = CouncilForeignKey(Collection, models.PROTECT, null=True)
    outcome = models.CharField(max_length=30)
    to_do = models.BooleanField(default=False)
    act_by = models.DateField()
    read_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    settled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "fingerprint"], name="bank_advice_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "act_by", "id"],
                condition=Q(to_do=True),
                name="bank_advice_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}: {self.reference}"


class ClaimState(models.TextChoices):
    """Where a claim under the Guarantee stands."""

    RECEIVED = "received", _("To look at")
    ACCEPTED = "accepted", _("Accepted")
    CHALLENGED = "challenged", _("Challenged")
    WITHDRAWN = "withdrawn", _("Taken back: the money stays")


_CLAIM_ARROWS = {
    ClaimState.RECEIVED: {ClaimState.ACCEPTED, ClaimState.CHALLENGED, ClaimState.WITHDRAWN},
    ClaimState.CHALLENGED: {ClaimState.ACCEPTED, ClaimState.WITHDRAWN},
    ClaimState.ACCEPTED: set(),
    ClaimState.WITHDRAWN: set(),
}


class IndemnityClaim(CouncilOwned):
    """
    A bank's claim for what it paid back to a payer under the Direct Debit Guarantee.

    The bank takes the money from the council on `taken_on` unless a challenge succeeds before.
    """

    collection = CouncilForeignKey(Collection, models.PROTECT, null=True)
    mandate = CouncilForeignKey(Mandate, models.PROTECT, null=True)
    claim_reference = models.CharField(max_length=60)
    reference = models.CharField(max_length=18)
    reason = models.CharField(max_length=20)
    amount_pence = models.BigIntegerField()
    claimed_on = models.DateField()
    taken_on = models.DateField()
    state = models.CharField(max_length=10, choices=ClaimState.choices, default="received")
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "claim_reference"], name="indemnity_claim_once"
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="indemnity_claim_amount"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "state", "taken_on"], name="indemnity_claim_by_state"),
        ]

    def __str__(self) -> str:
        return self.claim_reference

    def move_to(self, state: ClaimState, *, at: datetime) -> None:
        """
        Change the state.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in _CLAIM_ARROWS[ClaimState(self.state)]:
            raise TransitionNotAllowed(f"A claim does not go from {self.state} to {state}.")
        self.state, self.settled_at = state, at
