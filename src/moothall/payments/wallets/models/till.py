"""Tills, and what was sold at them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.wallets.models.card import ResidentCard
from moothall.payments.wallets.models.wallet import Entitlement, Wallet, WalletScheme


class Till(CouncilOwned):
    """
    A device that sells on cards, registered by an employee; of its key a digest is kept.

    It serves the holders of one kind at one place (the pupils of a school), or everybody where
    `place_id` is empty. Without a connection it lets nobody spend more than `offline_pence`.
    """

    name = models.CharField(max_length=100)
    scheme = CouncilForeignKey(WalletScheme, models.PROTECT, db_index=False)
    fund = CouncilForeignKey("payments.Fund", models.PROTECT, db_index=False)
    holder_type = models.CharField(max_length=40)
    place_id = models.UUIDField(null=True, blank=True)
    key_digest = models.CharField(max_length=64)
    offline_pence = models.PositiveIntegerField(default=0)
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key_digest"], name="till_key"),
            models.UniqueConstraint(fields=["council", "name"], name="till_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SaleState(models.TextChoices):
    """What became of a sale that a till told us of."""

    SOLD = "sold", "Sold"
    #: Asked for while connected, and not allowed: nothing was handed over.
    REFUSED = "refused", "Not allowed"
    #: Handed over without a connection, and not all of it could be paid for.
    SHORT = "short", "Not paid in full"
    RECOVERED = "recovered", "Taken from the wallet later"
    WRITTEN_OFF = "written_off", "Carried by the council"


class TillSale(CouncilOwned):
    """
    One sale at a till, known by the till and its running number, so that it counts once.

    Its price was paid by an entitlement, by the wallet, or is missing. `digest` is of what the
    till said: the same number with something else in it is a conflict, kept in `conflicts`.
    """

    till = CouncilForeignKey(Till, models.PROTECT, db_index=False)
    sequence = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    card = CouncilForeignKey(ResidentCard, models.PROTECT, null=True)
    wallet = CouncilForeignKey(Wallet, models.PROTECT, null=True, db_index=False)
    entitlement = CouncilForeignKey(Entitlement, models.PROTECT, null=True, db_index=False)
    sold_on = models.DateField()
    sold_at = models.DateTimeField()
    told_at = models.DateTimeField()
    is_offline = models.BooleanField(default=False)
    price_pence = models.PositiveIntegerField()
    entitled_pence = models.PositiveIntegerField(default=0)
    wallet_pence = models.PositiveIntegerField(default=0)
    missing_pence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=SaleState.choices)
    reason = models.CharField(max_length=20, blank=True)
    conflicts = models.PositiveIntegerField(default=0)
    conflict_settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "till", "sequence"], name="till_sale_once"),
            models.UniqueConstraint(
                fields=["council", "entitlement", "sold_on"],
                condition=Q(entitled_pence__gt=0),
                name="till_sale_entitled_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="refused")
                | Q(price_pence=F("entitled_pence") + F("wallet_pence") + F("missing_pence")),
                name="till_sale_adds_up",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "wallet", "sold_at"],
                condition=Q(wallet__isnull=False),
                name="till_sale_by_wallet",
            ),
            models.Index(
                fields=["council", "sold_at"],
                condition=Q(state="short") | Q(conflicts__gt=0, conflict_settled_at__isnull=True),
                name="till_sale_to_settle",
            ),
        ]
