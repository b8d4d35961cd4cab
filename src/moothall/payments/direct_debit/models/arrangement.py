"""Plans that a council makes itself, and links by which somebody sets up a Direct Debit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.fund import Fund


class Arrangement(CouncilOwned):
    """
    A plan of instalments that the council itself made with somebody, such as for an invoice.

    `instalments` lists what is due when: `key`, `due_on` and `pence`. A plan that has `stopped_on`
    has no more of them from that day on.
    """

    reference = models.CharField(max_length=60)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    description = models.JSONField(help_text="By language.")
    fund = CouncilForeignKey(Fund, models.PROTECT, null=True)
    instalments = models.JSONField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "reference"], name="arrangement_reference"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "person"],
                condition=Q(person__isnull=False),
                name="arrangement_by_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class DebitLink(CouncilOwned):
    """
    A link by which somebody without an account sets up one Direct Debit, once.

    Only a digest of its secret is kept. Whoever holds it sees what is paid for and the plan.
    """

    secret_digest = models.BinaryField(max_length=32)
    owner = models.CharField(max_length=40)
    account = models.CharField(max_length=60)
    sent_to = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    mandate = CouncilForeignKey("payments.Mandate", models.PROTECT, null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "secret_digest"], name="debit_link_secret"),
        ]
