"""The ledger's rows: the database refuses to change, lose or unbalance them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.ledger.chart import AccountKind, TransactionKind


class LedgerAccount(CouncilOwned):
    """
    A place in the ledger that money comes from and goes to, opened at first use.

    Its balance is the sum of its entries. It is kept as a figure only where `min_balance_pence`
    forbids overspending: an account that every payment touches would make them all wait.
    """

    kind = models.CharField(max_length=20, choices=AccountKind.choices)
    code = models.CharField(max_length=80, blank=True, default="")
    fund_code = models.CharField(max_length=30, blank=True, default="")
    gl_code = models.CharField(max_length=60, blank=True, default="")
    vat_code = models.CharField(max_length=20, blank=True, default="")
    vat_rate = models.PositiveIntegerField(default=0)
    balance_pence = models.BigIntegerField(null=True)
    min_balance_pence = models.BigIntegerField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    *("council", "kind", "code", "fund_code", "gl_code"),
                    *("vat_code", "vat_rate"),
                ],
                name="ledger_account_name",
            ),
            models.CheckConstraint(
                condition=Q(balance_pence__gte=F("min_balance_pence")),
                name="ledger_account_not_overspent",
            ),
            models.CheckConstraint(
                condition=Q(balance_pence__isnull=True, min_balance_pence__isnull=True)
                | Q(balance_pence__isnull=False, min_balance_pence__isnull=False),
                name="ledger_account_kept_balance",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.kind, self.code, self.fund_code, self.gl_code]))


class LedgerTransaction(CouncilOwned):
    """
    One money event in the ledger, with two or more entries that add up to nothing.

    `key` is unique, so that an event is booked once however often it is told. `about_type` and
    `about_id` say which row of ours it is about, `external_reference` how the gateway or the bank
    calls it. `amount_pence` is what moved: the sum of its credits. `booked_on` is the day by the
    council's clock.
    """

    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=TransactionKind.choices)
    occurred_at = models.DateTimeField()
    booked_on = models.DateField()
    posted_at = models.DateTimeField()
    about_type = models.CharField(max_length=80)
    about_id = models.UUIDField(null=True)
    external_reference = models.CharField(max_length=120, blank=True, default="")
    amount_pence = models.BigIntegerField()
    entry_count = models.PositiveSmallIntegerField()
    reverses = CouncilForeignKey("self", models.PROTECT, null=True, db_index=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="ledger_transaction_key"),
            models.UniqueConstraint(
                fields=["council", "reverses"],
                condition=Q(reverses__isnull=False),
                name="ledger_transaction_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(entry_count__gte=2), name="ledger_transaction_two_entries"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "booked_on", "kind"], name="ledger_transaction_by_day"),
            models.Index(fields=["council", "about_id"], name="ledger_transaction_about"),
            models.Index(
                fields=["council", "external_reference"],
                condition=~Q(external_reference=""),
                name="ledger_transaction_external",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class LedgerEntry(CouncilOwned):
    """
    What one transaction adds to one account: a credit above nothing, a debit below.

    `line_id` is the line of a payment or a basket that it belongs to, where there is one.
    """

    transaction = CouncilForeignKey(LedgerTransaction, models.PROTECT, db_index=False)
    position = models.PositiveSmallIntegerField()
    account = CouncilForeignKey(LedgerAccount, models.PROTECT, db_index=False)
    amount_pence = models.BigIntegerField()
    line_id = models.UUIDField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "transaction", "position"], name="ledger_entry_position"
            ),
            models.CheckConstraint(condition=~Q(amount_pence=0), name="ledger_entry_amount"),
            models.CheckConstraint(condition=Q(position__gte=1), name="ledger_entry_first"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "account"], name="ledger_entry_by_account"),
            models.Index(
                fields=["council", "line_id"],
                condition=Q(line_id__isnull=False),
                name="ledger_entry_by_line",
            ),
        ]


class LedgerProof(CouncilOwned):
    """
    What a night's check of the ledger found: that all adds up, or what does not.

    A finding is a short word and the identifiers of what is wrong.
    """

    made_at = models.DateTimeField()
    transactions = models.BigIntegerField()
    entries = models.BigIntegerField()
    is_sound = models.BooleanField()
    findings = models.JSONField(default=list)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "made_at"], name="ledger_proof_by_time"),
        ]
