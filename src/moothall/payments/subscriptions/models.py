"""Plans, those who joined them, and what they are charged."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.models.fund import Fund
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.subscriptions.workflow import (
    ARROWS,
    ChargeKind,
    ChargeState,
    PlanKind,
    Share,
    SubscriptionState,
)


class Plan(CouncilOwned):
    """
    Something that people subscribe to, with its rules: garden waste for a year, a permit.

    One with a season (`season_starts`, month and day) begins and ends for everybody on the same
    day; without one everybody's time begins on the day on which they join. `prorates` says what
    who joins or adds in the middle pays, `refunds` what who stops or takes away is given back.
    """

    key = models.SlugField(max_length=60)
    name = models.JSONField(help_text="By language.")
    fund = CouncilForeignKey(Fund, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=12, choices=PlanKind.choices, default=PlanKind.RENEWS)
    period_months = models.PositiveIntegerField(default=12)
    season_starts = models.CharField(max_length=5, blank=True, help_text="Such as 04-01.")
    prorates = models.CharField(max_length=6, choices=Share.choices, default=Share.NONE)
    refunds = models.CharField(max_length=6, choices=Share.choices, default=Share.NONE)
    most = models.PositiveIntegerField(default=1)
    instalments = models.PositiveIntegerField(default=1)
    notice_days = models.PositiveIntegerField(default=30)
    #: How many days before its time ends a kept card is charged.
    charge_days = models.PositiveIntegerField(default=7)
    grace_days = models.PositiveIntegerField(default=14)
    is_offered = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="plan_key"),
            models.CheckConstraint(
                condition=Q(period_months__gte=1) & Q(most__gte=1) & Q(instalments__gte=1),
                name="plan_numbers",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PlanPrice(CouncilOwned):
    """
    What a plan costs for times that begin on a day or later; never edited.

    `pence` is for the first, `more_pence` for each one more, such as a second bin.
    """

    plan = CouncilForeignKey(Plan, models.PROTECT, db_index=False)
    valid_from = models.DateField()
    pence = models.BigIntegerField()
    more_pence = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "plan", "valid_from"], name="plan_price_once"
            ),
            models.CheckConstraint(
                condition=Q(pence__gte=0) & Q(more_pence__gte=0), name="plan_price_amount"
            ),
        ]


class Subscription(CouncilOwned):
    """
    Somebody's own of a plan: how many, where, and until when it is paid for.

    `anchor_on` is the day from which its times are counted, so that the 29th or 31st is kept.
    Where its holder agreed, `agreement_reference` is the gateway's name for the card it keeps.
    """

    plan = CouncilForeignKey(Plan, models.PROTECT)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    reference = models.CharField(max_length=30)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5)
    quantity = models.PositiveIntegerField(default=1)
    place = models.CharField(max_length=200, blank=True, help_text="Where it is for.")
    state = models.CharField(
        max_length=12, choices=SubscriptionState.choices, default=SubscriptionState.PENDING
    )
    anchor_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    #: Prices of the present time, for changes within it.
    unit_pence = models.BigIntegerField()
    more_pence = models.BigIntegerField()
    renews = models.BooleanField(default=True)
    #: Whether its holder agreed that their card is charged for renewals.
    wants_card_kept = models.BooleanField(default=False)
    agreement_reference = models.CharField(max_length=120, blank=True)
    choice = CouncilForeignKey(GatewayChoice, models.PROTECT, null=True, db_index=False)
    begun_by_kind = models.CharField(max_length=10)
    begun_by_identifier = models.CharField(max_length=80, blank=True)
    begun_by_name = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "reference"], name="subscription_reference"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")) & Q(quantity__gte=1),
                name="subscription_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "person"],
                condition=Q(person__isnull=False),
                name="subscription_by_person",
            ),
            models.Index(fields=["council", "state", "last_on"], name="subscription_by_end"),
        ]

    def __str__(self) -> str:
        return self.reference

    def move_to(self, state: SubscriptionState, *, at: datetime) -> None:
        """
        Change the state, with the moment that belongs to it.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in ARROWS[SubscriptionState(self.state)]:
            raise TransitionNotAllowed(f"A subscription does not go from {self.state} to {state}.")
        self.state = state
        if state is SubscriptionState.ACTIVE:
            self.active_at, self.ended_at = self.active_at or at, None
        if state in {SubscriptionState.ENDED, SubscriptionState.STOPPED, SubscriptionState.LAPSED}:
            self.ended_at = at


class Charge(CouncilOwned):
    """
    An amount that is paid for a subscription: joining, a renewal, a change, an instalment.

    Its price is kept as it was told to its holder, whatever the plan costs since. What is paid
    for, how many and from when to when, takes force when it is paid.
    """

    subscription = CouncilForeignKey(Subscription, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ChargeKind.choices)
    state = models.CharField(max_length=5, choices=ChargeState.choices, default=ChargeState.OPEN)
    pence = models.BigIntegerField()
    quantity = models.PositiveIntegerField()
    unit_pence = models.BigIntegerField()
    more_pence = models.BigIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    due_on = models.DateField()
    payment = CouncilForeignKey("payments.Payment", models.PROTECT, null=True, db_index=False)
    noticed_at = models.DateTimeField(null=True, blank=True)
    #: When the kept card is charged next; nothing where there is none, or no try is left.
    try_on = models.DateField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "subscription", "number"], name="charge_number"
            ),
            models.UniqueConstraint(
                fields=["council", "subscription", "kind"],
                condition=Q(state="open") & Q(kind__in=["join", "renewal", "change"]),
                name="charge_one_open",
            ),
            models.UniqueConstraint(
                fields=["council", "subscription", "first_on"],
                condition=Q(kind="renewal") & ~Q(state="void"),
                name="charge_renewed_once",
            ),
            models.CheckConstraint(condition=Q(pence__gte=0), name="charge_amount"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "try_on"],
                condition=Q(try_on__isnull=False),
                name="charge_to_try",
            ),
            models.Index(
                fields=["council", "due_on"], condition=Q(state="open"), name="charge_due"
            ),
        ]
