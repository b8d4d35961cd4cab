"""One attempt to pay a basket."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.basket import Basket, BasketLine
from moothall.payments.models.fund import FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.workflow import ALLOWED, BEGUN, FAILURES, PaymentState


class Payment(CouncilOwned):
    """
    One attempt to pay a basket by card, written down before the gateway is called.

    Its state is what the gateway said when last asked, never what a browser or a message claims.
    `reference` is what payer, council and gateway call it. One that is `is_surplus` was paid after
    its basket had been paid for already, or had run out: the money is to be given back.
    """

    basket = CouncilForeignKey(Basket, models.PROTECT)
    choice = CouncilForeignKey(GatewayChoice, models.PROTECT)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    reference = models.CharField(max_length=30)
    description = models.CharField(max_length=255)
    amount_pence = models.BigIntegerField()
    refunded_pence = models.BigIntegerField(default=0)
    #: Promised to refunds that are asked for and not done yet.
    refund_held_pence = models.BigIntegerField(default=0, db_default=0)
    state = models.CharField(
        max_length=10, choices=PaymentState.choices, default=PaymentState.CREATED
    )
    entry = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    email = models.EmailField(max_length=254, blank=True)
    is_captured_later = models.BooleanField(default=False)
    holds_stock = models.BooleanField(default=False)
    is_surplus = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    #: Whether the payer agreed that the gateway keeps the card for payments to come.
    keeps_card = models.BooleanField(default=False, db_default=False)
    #: How the gateway calls the card that it keeps: by this payment, or charged by it.
    agreement_reference = models.CharField(max_length=120, blank=True, db_default="")
    gateway_reference = models.CharField(max_length=120, blank=True)
    next_url = models.CharField(max_length=2000, blank=True)
    outcome_unknown = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=40, blank=True, help_text="The gateway's word for why.")
    card_kind = models.CharField(max_length=40, blank=True)
    card_ending = models.CharField(max_length=4, blank=True)
    fee_pence = models.BigIntegerField(null=True, blank=True)
    captured_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveIntegerField(default=0)
    #: When to ask the gateway next; nothing once it is finished.
    check_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "reference"], name="payment_reference"),
            models.UniqueConstraint(
                fields=["council", "choice", "gateway_reference"],
                condition=~Q(gateway_reference=""),
                name="payment_gateway_reference",
            ),
            models.UniqueConstraint(
                fields=["council", "basket"],
                condition=Q(state__in=[state.value for state in BEGUN]),
                name="payment_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(refunded_pence__gte=0) & Q(refunded_pence__lte=F("amount_pence")),
                name="payment_refunded_at_most",
            ),
            models.CheckConstraint(
                condition=Q(refund_held_pence__gte=0)
                & Q(refund_held_pence__lte=F("amount_pence") - F("refunded_pence")),
                name="payment_refund_held_at_most",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "check_at"],
                condition=Q(check_at__isnull=False),
                name="payment_to_check",
            ),
            models.Index(fields=["council", "basket", "created_at"], name="payment_by_basket"),
            models.Index(fields=["council", "created_at", "id"], name="payment_by_time"),
            models.Index(
                fields=["council", "person", "created_at"],
                condition=Q(person__isnull=False),
                name="payment_by_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def move_to(self, state: PaymentState, *, at: datetime) -> None:
        """
        Change the state, with the moment that belongs to it.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in ALLOWED[PaymentState(self.state)]:
            raise TransitionNotAllowed(f"A payment does not go from {self.state} to {state}.")
        self.state = state
        if state is PaymentState.STARTED:
            self.started_at = at
        if state is PaymentState.PAID:
            self.paid_at = at
        if state is PaymentState.PAID or state in FAILURES:
            self.finished_at, self.check_at, self.next_url = at, None, ""


class PaymentLine(CouncilOwned):
    """
    What one line of a basket cost and how it is coded, as it was when its payment began.

    The amount includes its VAT. What a line is for may be forgotten; its coding never is.
    """

    payment = CouncilForeignKey(Payment, models.PROTECT)
    basket_line = CouncilForeignKey(BasketLine, models.PROTECT)
    position = models.PositiveIntegerField()
    description = models.CharField(max_length=200)
    reference = models.CharField(max_length=60, blank=True)
    account_name = models.CharField(max_length=100, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    amount_pence = models.BigIntegerField()
    refunded_pence = models.BigIntegerField(default=0)
    refund_held_pence = models.BigIntegerField(default=0, db_default=0)
    fund_version = CouncilForeignKey(FundVersion, models.PROTECT)
    fund_code = models.CharField(max_length=30)
    gl_code = models.CharField(max_length=60)
    vat_code = models.CharField(max_length=20)
    vat_rate = models.PositiveIntegerField()
    vat_pence = models.BigIntegerField()
    about_type = models.CharField(max_length=80)
    about_id = models.UUIDField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "payment", "basket_line"], name="payment_line_once"
            ),
            models.CheckConstraint(
                condition=Q(refunded_pence__gte=0) & Q(refunded_pence__lte=F("amount_pence")),
                name="payment_line_refunded_at_most",
            ),
            models.CheckConstraint(
                condition=Q(refund_held_pence__gte=0)
                & Q(refund_held_pence__lte=F("amount_pence") - F("refunded_pence")),
                name="payment_line_refund_held_at_most",
            ),
            models.CheckConstraint(
                condition=Q(vat_pence__gte=0) & Q(vat_pence__lte=F("amount_pence")),
                name="payment_line_vat",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "reference"], name="payment_line_by_reference"),
            models.Index(fields=["council", "about_type", "about_id"], name="payment_line_about"),
        ]
