"""Money given back: a refund, what it is taken from, and when a second person must agree."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.payment import Payment, PaymentLine
from moothall.payments.refunds.workflow import ARROWS, UNANSWERED, RefundReason, RefundState


class RefundRule(CouncilOwned):
    """
    Up to which amount one person alone may give back what a council was paid.

    All that was refunded of one payment counts together, so that no sum is split to stay below.
    Where a council has no such rule every refund needs a second person.
    """

    approval_above_pence = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council"], name="refund_rule_once"),
            models.CheckConstraint(
                condition=Q(approval_above_pence__gte=0), name="refund_rule_amount"
            ),
        ]


class Refund(CouncilOwned):
    """
    Money of one payment that is given back, whole or in part, with who asked and who agreed.

    Its state is what people decided and what the gateway last said. One that is `by_hand` an
    employee makes in the gateway's portal, and records here with the reference it has there.
    """

    payment = CouncilForeignKey(Payment, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField(help_text="Of the refunds of its payment, from one on.")
    amount_pence = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RefundState.choices)
    reason = models.CharField(max_length=20, choices=RefundReason.choices)
    note = models.CharField(max_length=500, blank=True)
    by_hand = models.BooleanField(default=False)
    needs_approval = models.BooleanField()
    #: Whoever asks twice under one key is given the first; empty where people ask.
    dedupe_key = models.CharField(max_length=120, blank=True)
    requested_by_kind = models.CharField(max_length=10)
    requested_by_identifier = models.CharField(max_length=80, blank=True)
    requested_by_name = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    decided_by_kind = models.CharField(max_length=10, blank=True)
    decided_by_identifier = models.CharField(max_length=80, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)
    #: How the gateway calls it, or its portal where it was made by hand.
    gateway_reference = models.CharField(max_length=120, blank=True)
    #: What we told the gateway was left when it was first asked; a look compares with it.
    available_pence = models.BigIntegerField(null=True, blank=True)
    #: What the gateway said was left, where that was another amount.
    gateway_left_pence = models.BigIntegerField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveIntegerField(default=0)
    #: When the gateway is asked next; nothing while people have to do something, or nobody.
    ask_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "payment", "number"], name="refund_number"),
            models.UniqueConstraint(
                fields=["council", "dedupe_key"],
                condition=~Q(dedupe_key=""),
                name="refund_asked_once",
            ),
            models.UniqueConstraint(
                fields=["council", "payment"],
                condition=Q(state__in=[state.value for state in UNANSWERED]),
                name="refund_one_unanswered",
            ),
            models.UniqueConstraint(
                fields=["council", "payment", "gateway_reference"],
                condition=~Q(gateway_reference=""),
                name="refund_gateway_reference",
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="refund_amount"),
            models.CheckConstraint(
                condition=Q(decided_by_identifier="")
                | ~Q(decided_by_kind=F("requested_by_kind"))
                | ~Q(decided_by_identifier=F("requested_by_identifier")),
                name="refund_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(needs_approval=False)
                | Q(state__in=["requested", "declined", "withdrawn", "failed"])
                | ~Q(decided_by_identifier=""),
                name="refund_approved_first",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "ask_at"],
                condition=Q(ask_at__isnull=False),
                name="refund_to_ask",
            ),
            models.Index(fields=["council", "state", "requested_at"], name="refund_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}/{self.number}"

    def move_to(self, state: RefundState, *, at: datetime) -> None:
        """
        Change the state, with the moment that belongs to it.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in ARROWS[RefundState(self.state)]:
            raise TransitionNotAllowed(f"A refund does not go from {self.state} to {state}.")
        self.state = state
        self.lease_until = None
        if state in {RefundState.DONE, RefundState.FAILED}:
            self.finished_at = at
        if state not in {RefundState.ASKING, RefundState.UNDER_WAY}:
            self.ask_at = None


class RefundLine(CouncilOwned):
    """
    How much of one line of a payment a refund gives back.

    `vat_pence` is the VAT within it, worked out when it is done, so that all refunds of a line
    together give back no more and no less VAT than it had.
    """

    refund = CouncilForeignKey(Refund, models.PROTECT, db_index=False)
    payment_line = CouncilForeignKey(PaymentLine, models.PROTECT)
    amount_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "refund", "payment_line"], name="refund_line_once"
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="refund_line_amount"),
            models.CheckConstraint(
                condition=Q(vat_pence__isnull=True)
                | (Q(vat_pence__gte=0) & Q(vat_pence__lte=F("amount_pence"))),
                name="refund_line_vat",
            ),
        ]
