"""Payments about which the gateway and we do not agree."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.payment import Payment


class Doubt(models.TextChoices):
    """What is not right about a payment."""

    UNKNOWN = "unknown", "The gateway took it, and we do not know it"
    DIFFERS = "differs", "The gateway says otherwise than we do"
    AMOUNT = "amount", "Another amount was taken than was asked for"
    LEFT = "left", "Under way for hours"
    SURPLUS = "surplus", "Paid twice or too late, to be given back"


class Settlement(models.TextChoices):
    """How a doubt came to its end."""

    OPEN = "open", "Waits for a person"
    RESOLVED = "resolved", "Right again"
    DISMISSED = "dismissed", "Nothing is to be done"


class UnclaimedPayment(CouncilOwned):
    """
    A payment that nobody claims, or of which gateway and council know different things.

    The comparison of every twenty minutes finds them and closes those that are right again; the
    others are worked through by staff. `key` is the gateway's reference, or ours where it has none.
    """

    kind = models.CharField(max_length=10, choices=Doubt.choices)
    choice = CouncilForeignKey(GatewayChoice, models.PROTECT, db_index=False)
    payment = CouncilForeignKey(Payment, models.PROTECT, null=True)
    key = models.CharField(max_length=120)
    gateway_outcome = models.CharField(max_length=12, blank=True)
    gateway_pence = models.BigIntegerField(null=True, blank=True)
    found_at = models.DateTimeField()
    settlement = models.CharField(
        max_length=10, choices=Settlement.choices, default=Settlement.OPEN
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="What staff found out.")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "kind", "choice", "key"], name="unclaimed_payment_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "found_at"],
                condition=models.Q(settlement="open"),
                name="unclaimed_payment_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"
