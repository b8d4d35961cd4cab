"""What a council takes money for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.fund import Fund


class PriceKind(models.TextChoices):
    """Who knows what a thing costs."""

    #: The payer reads it off a bill and types it.
    BILL = "bill", "bill"
    #: The keeper of the account says what is owed; the payer may pay another amount.
    OWED = "owed", "owed"
    #: The council's fee rules say it.
    FEE = "fee", "fee"


class PayableGroup(CouncilOwned):
    """A heading under which a council lists what can be paid for."""

    key = models.SlugField(max_length=60)
    name = models.JSONField(help_text="By language.")
    position = models.PositiveIntegerField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="payable_group_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Payable(CouncilOwned):
    """
    One thing in a council's catalogue of what can be paid for, such as council tax.

    Its fund says how it is coded and taxed. What reads as text is by language.
    """

    key = models.SlugField(max_length=60)
    group = CouncilForeignKey(PayableGroup, models.PROTECT, db_index=False)
    fund = CouncilForeignKey(Fund, models.PROTECT, db_index=False)
    position = models.PositiveIntegerField()
    name = models.JSONField(help_text="By language.")
    hint = models.JSONField(default=dict, blank=True, help_text="By language.")
    #: What people call it besides, by language; it is found by these too.
    other_words = models.JSONField(default=dict, blank=True)
    lgsl = models.PositiveIntegerField(null=True, blank=True)
    price_kind = models.CharField(max_length=10, choices=PriceKind.choices)
    least_pence = models.BigIntegerField(default=1)
    most_pence = models.BigIntegerField()
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    #: Nothing where no reference is asked for; else see `catalogue.references`.
    reference_name = models.JSONField(default=dict, blank=True, help_text="By language.")
    reference_shapes = models.JSONField(default=list, blank=True)
    reference_check = models.CharField(max_length=30, blank=True)
    reference_example = models.CharField(max_length=60, blank=True)
    asks_account_name = models.BooleanField(default=False)
    #: Who says what is owed, and what kind of account it is there.
    lookup = models.CharField(max_length=40, blank=True)
    lookup_kind = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="payable_key"),
            models.CheckConstraint(
                condition=Q(least_pence__gte=1) & Q(most_pence__gte=F("least_pence")),
                name="payable_amounts",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="payable_days",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class FeeVersion(CouncilOwned):
    """
    What a thing costs from one day on; never edited, since people paid by it.

    `rules` are read by `catalogue.fees`. `examples` are the prices that whoever wrote it said must
    come out, and did.
    """

    payable = CouncilForeignKey(Payable, models.PROTECT)
    valid_from = models.DateField()
    rules = models.JSONField()
    examples = models.JSONField(default=list, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "payable", "valid_from"], name="fee_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.valid_from}"


class Seller(CouncilOwned):
    """What a council says of itself on receipts: its number for VAT."""

    vat_number = models.CharField(max_length=20, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council"], name="seller_once"),
        ]

    def __str__(self) -> str:
        return self.vat_number
