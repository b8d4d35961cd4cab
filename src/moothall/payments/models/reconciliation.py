"""What the gateways and the bank say, and where it differs from the ledger."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.ledger import LedgerTransaction


class BankFile(CouncilOwned):
    """
    A file of the bank that was read; the same file is read once.

    Of its lines only those are kept that come from a gateway: others may name people.
    """

    name = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    lines = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "digest"], name="bank_file_once"),
        ]


class BankLine(CouncilOwned):
    """
    What a gateway paid into the bank, as the bank has it.

    `mark` is a digest of what the line says, with how often it had been said before on that day:
    a line that two files have in common is kept once.
    """

    bank_file = CouncilForeignKey(BankFile, models.PROTECT, db_index=False)
    gateway = models.CharField(max_length=40)
    booked_on = models.DateField()
    pence = models.BigIntegerField()
    text = models.CharField(max_length=200)
    mark = models.BinaryField(max_length=32)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "mark"], name="bank_line_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "gateway", "booked_on"], name="bank_line_by_day"),
        ]


class SettledItem(CouncilOwned):
    """A payment, refund or dispute of which a gateway reported that its money has moved."""

    gateway = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    gateway_reference = models.CharField(max_length=120)
    #: Of a refund or dispute: its own reference; of a payment the payment's.
    match_reference = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    pence = models.BigIntegerField()
    fee_pence = models.BigIntegerField()
    settled_on = models.DateField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "gateway", "kind", "match_reference"], name="settled_item_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "gateway", "settled_on"], name="settled_item_by_day"),
        ]


class Payout(CouncilOwned):
    """
    What a gateway should have paid into the bank for one day, and the bank's line if it did.

    `fee_booked_pence` is how much of its fees is in the ledger already.
    """

    gateway = models.CharField(max_length=40)
    settled_on = models.DateField()
    pence = models.BigIntegerField()
    fee_pence = models.BigIntegerField()
    fee_booked_pence = models.BigIntegerField(default=0)
    bank_line = CouncilForeignKey(BankLine, models.PROTECT, null=True, db_index=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "gateway", "settled_on"], name="payout_once"
            ),
            models.UniqueConstraint(
                fields=["council", "bank_line"],
                condition=models.Q(bank_line__isnull=False),
                name="payout_bank_line_once",
            ),
        ]


class ReconciliationRun(CouncilOwned):
    """One comparison of ledger, gateway and bank, over the days that the gateway settled."""

    gateway = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    actor_identifier = models.CharField(max_length=80, blank=True)
    reported = models.PositiveIntegerField()
    agreed = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()
    reported_pence = models.BigIntegerField()
    in_bank_pence = models.BigIntegerField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "started_at"], name="reconciliation_by_time"),
        ]


class DifferenceKind(models.TextChoices):
    """In what way two sides do not agree."""

    AMOUNT = "amount", gettext_lazy("Another amount")
    UNKNOWN_HERE = "unknown_here", gettext_lazy("The card company has it, we do not")
    NOT_PAID_HERE = "not_paid_here", gettext_lazy("The card company has it, here it is not paid")
    NOT_SETTLED = "not_settled", gettext_lazy("We have it, the card company has not paid it out")
    NOT_BOOKED = "not_booked", gettext_lazy("Paid, but not in the ledger")
    NOT_IN_BANK = "not_in_bank", gettext_lazy("Paid out, but not in the bank")
    BANK_ONLY = "bank_only", gettext_lazy("In the bank, but not in the card company’s report")
    BANK_AMOUNT = "bank_amount", gettext_lazy("Another amount in the bank")


class DifferenceState(models.TextChoices):
    """What has become of a difference."""

    OPEN = "open", gettext_lazy("To be looked at")
    EXPLAINED = "explained", gettext_lazy("Explained")
    CORRECTED = "corrected", gettext_lazy("Put right")


class Difference(CouncilOwned):
    """
    One thing on which ledger, gateway and bank do not agree, until somebody has dealt with it.

    `key` tells it from every other, so that a second comparison finds the same one again.
    """

    key = models.CharField(max_length=160)
    gateway = models.CharField(max_length=40)
    kind = models.CharField(max_length=15, choices=DifferenceKind.choices)
    day = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    payment_id = models.UUIDField(null=True)
    transaction = CouncilForeignKey(LedgerTransaction, models.PROTECT, null=True, db_index=False)
    settled_item = CouncilForeignKey(SettledItem, models.PROTECT, null=True, db_index=False)
    payout = CouncilForeignKey(Payout, models.PROTECT, null=True, db_index=False)
    bank_line = CouncilForeignKey(BankLine, models.PROTECT, null=True, db_index=False)
    ours_pence = models.BigIntegerField()
    theirs_pence = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    note = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=200, blank=True)
    correction = CouncilForeignKey(LedgerTransaction, models.PROTECT, null=True, db_index=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="difference_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "state", "day", "id"], name="difference_by_state"),
        ]

    @property
    def difference_pence(self) -> int:
        """Return how much more the other side has."""
        return self.theirs_pence - self.ours_pence
