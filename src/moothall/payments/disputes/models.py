"""A dispute, as the gateway told of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.payment import Payment


class DisputeState(models.TextChoices):
    """How far a dispute has come; what is won or lost is over."""

    NEEDS_RESPONSE = "needs_response", gettext_lazy("Needs evidence")
    UNDER_REVIEW = "under_review", gettext_lazy("With the bank")
    WON = "won", gettext_lazy("Won")
    LOST = "lost", gettext_lazy("Lost")


OVER = (DisputeState.WON, DisputeState.LOST)

#: The gateway's words for why a payer challenges a payment, in ours.
REASONS = {
    "credit_not_processed": gettext_lazy("A refund did not come"),
    "duplicate": gettext_lazy("Paid twice"),
    "fraudulent": gettext_lazy("Not paid by the holder of the card"),
    "general": gettext_lazy("No special reason"),
    "product_not_received": gettext_lazy("Nothing came of it"),
    "product_unacceptable": gettext_lazy("Not what was expected"),
    "subscription_cancelled": gettext_lazy("A subscription had ended"),
    "unrecognised": gettext_lazy("The payer does not recognise it"),
}


class Dispute(CouncilOwned):
    """
    A payment that its payer has challenged at their bank, as the gateway tells of it.

    Its money is held apart in the ledger until the bank has decided. `payment` is nothing where
    the gateway names one that we do not know.
    """

    choice = CouncilForeignKey(GatewayChoice, models.PROTECT, db_index=False)
    payment = CouncilForeignKey(Payment, models.PROTECT, null=True)
    gateway_reference = models.CharField(max_length=120)
    payment_reference = models.CharField(max_length=120)
    amount_pence = models.BigIntegerField()
    fee_pence = models.BigIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=15, choices=DisputeState.choices)
    raised_at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "choice", "gateway_reference"], name="dispute_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_pence__gt=0, fee_pence__gte=0), name="dispute_amount"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "state", "respond_by"], name="dispute_by_state"),
        ]

    def __str__(self) -> str:
        return self.gateway_reference

    @property
    def is_over(self) -> bool:
        """Tell whether the bank has decided."""
        return self.state in OVER

    @property
    def reason_words(self) -> str:
        """Return why the payer challenges it, or the gateway's own word for it."""
        return str(REASONS.get(self.reason, self.reason))
