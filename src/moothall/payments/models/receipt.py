"""The receipts that were written down."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.payment import Payment


class PaymentReceipt(CouncilOwned):
    """
    The PDF that says that a payment was made, in one language.

    It is made once for what had been given back by then; whoever asks after money was given back
    gets a new one, and the old one stays as what was handed out.
    """

    payment = CouncilForeignKey(Payment, models.PROTECT, db_index=False)
    language = models.CharField(max_length=5)
    refunded_pence = models.BigIntegerField()
    file = CouncilForeignKey("documents.StoredFile", models.PROTECT)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "payment", "language", "refunded_pence"],
                name="payment_receipt_once",
            ),
        ]
