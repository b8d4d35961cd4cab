"""What somebody is about to pay for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.fund import Fund
from moothall.payments.workflow import BasketState


class Stock(CouncilOwned):
    """
    How many are left of something that runs out; the database lets nobody take what is not there.

    What a payment under way holds has been taken off already, and comes back if it fails.
    """

    key = models.CharField(max_length=120)
    left = models.IntegerField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="stock_key"),
            models.CheckConstraint(condition=Q(left__gte=0), name="stock_never_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.left}"


class Basket(CouncilOwned):
    """
    Lines that are paid together, under an address or cookie that cannot be guessed.

    Only a digest of its secret is stored. While a payment is under way nothing in it changes; if
    the payment fails it is open again. It belongs to a person once its owner signs in.
    """

    secret_digest = models.BinaryField(max_length=32)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=10, choices=BasketState.choices, default=BasketState.OPEN)
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=10)
    email = models.EmailField(max_length=254, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "secret_digest"], name="basket_secret"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "person", "touched_at"],
                condition=Q(person__isnull=False),
                name="basket_by_person",
            ),
            models.Index(
                fields=["council", "expires_at"],
                condition=~Q(state="paid"),
                name="basket_to_expire",
            ),
        ]


class BasketLine(CouncilOwned):
    """
    One thing in a basket: what it is for, how many, and what it costs.

    `about_type` and `about_id` are how the app that put it there calls it; a thing stands in one
    basket at a time. `reference` is the payer's own at the council, such as an account number.
    """

    basket = CouncilForeignKey(Basket, models.PROTECT)
    position = models.PositiveIntegerField()
    fund = CouncilForeignKey(Fund, models.PROTECT)
    #: What the council calls it in its catalogue; empty for what another app put in.
    payable_key = models.CharField(max_length=60, blank=True)
    description = models.JSONField(help_text="By language.")
    reference = models.CharField(max_length=60, blank=True)
    account_name = models.CharField(max_length=100, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    unit_pence = models.BigIntegerField()
    about_type = models.CharField(max_length=80)
    about_id = models.UUIDField()
    stock = CouncilForeignKey(Stock, models.PROTECT, null=True, db_index=False)
    #: What finance or the app that owns it wants to know again; no card number gets in.
    detail = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "about_type", "about_id"],
                condition=Q(removed_at__isnull=True),
                name="basket_line_thing_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(unit_pence__gte=0), name="basket_line_amount"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "basket", "position"], name="basket_line_order"),
        ]

    @property
    def amount_pence(self) -> int:
        """Return what the line costs."""
        return self.quantity * self.unit_pence


class PayLink(CouncilOwned):
    """
    A link by which somebody else pays a basket, or its owner on another device.

    Whoever holds it sees what is paid for and how much, and nothing else.
    """

    basket = CouncilForeignKey(Basket, models.PROTECT)
    secret_digest = models.BinaryField(max_length=32)
    sent_to = models.CharField(max_length=320, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "secret_digest"], name="pay_link_secret"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "basket"], name="pay_link_by_basket"),
        ]
