"""What leaves for the council's finance system, and how the council wants it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.ledger import LedgerTransaction


class BooksSetting(CouncilOwned):
    """One part of how a council keeps its books: how its bank's file looks, or an export."""

    key = models.CharField(max_length=60)
    document = models.JSONField()
    replaced_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "key"],
                condition=Q(replaced_at__isnull=True),
                name="books_setting_once",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class FinanceExport(CouncilOwned):
    """One handing over of the ledger to the finance system, by one layout, counted up."""

    layout = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    until = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    transactions = models.PositiveIntegerField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "layout", "number"], name="finance_export_number"
            ),
        ]


class ExportedFile(CouncilOwned):
    """A file as it was handed over, byte by byte, so that the very same can be sent again."""

    export = CouncilForeignKey(FinanceExport, models.PROTECT)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    rows = models.PositiveIntegerField()
    total_pence = models.BigIntegerField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "export", "position"], name="exported_file_position"
            ),
        ]


class ExportedTransaction(CouncilOwned):
    """That a transaction of the ledger was handed over by a layout: each is, once."""

    layout = models.CharField(max_length=60)
    transaction = CouncilForeignKey(LedgerTransaction, models.PROTECT, db_index=False)
    export = CouncilForeignKey(FinanceExport, models.PROTECT)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "layout", "transaction"], name="exported_transaction_once"
            ),
        ]
