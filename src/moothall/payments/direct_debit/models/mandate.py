"""An instruction of a payer to their bank."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.payments.direct_debit.models.service import DebitService
from moothall.payments.direct_debit.workflow import LIVE_MANDATES, MANDATE_ARROWS, MandateState
from moothall.payments.models.fund import Fund

#: Nothing more happens to these, unless a bank puts one back in force.
_ENDED = frozenset({MandateState.CANCELLED, MandateState.FAILED, MandateState.EXPIRED})


class Mandate(CouncilOwned):
    """
    A payer's instruction to their bank to pay what a council asks for, for one account or plan.

    Bank details are sealed, and only the last figures stand in the open; they are never changed:
    another bank account is another mandate, which replaces this one. `owner` and `account` say who
    keeps the schedule and how it calls it. A payer who has no account with us is written to at
    `email`. Where the collector's own pages took the bank account there are no details here; what
    the payer does there is its `hosted_reference`.
    """

    service = CouncilForeignKey(DebitService, models.PROTECT)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    reference = models.CharField(max_length=18)
    owner = models.CharField(max_length=40)
    account = models.CharField(max_length=60)
    description = models.JSONField(help_text="What is paid for, by language.")
    fund = CouncilForeignKey(Fund, models.PROTECT, null=True)
    day = models.PositiveSmallIntegerField()
    sealed_details = models.TextField(blank=True)
    account_ending = models.CharField(max_length=4)
    account_name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=20, choices=MandateState.choices, default="draft")
    replaces = CouncilForeignKey("self", models.PROTECT, null=True)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    collector_reference = models.CharField(max_length=120, blank=True)
    hosted_reference = models.CharField(max_length=120, blank=True, default="", db_default="")
    outcome_unknown = models.BooleanField(default=False)
    #: The bank is still to be told that it ended (0C), or the company that collects is.
    cancel_due = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    lodged_on = models.DateField(null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    last_collected_on = models.DateField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveIntegerField(default=0)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "reference"], name="mandate_reference"),
            models.UniqueConstraint(
                fields=["council", "owner", "account"],
                condition=Q(state__in=[state.value for state in LIVE_MANDATES]),
                name="mandate_one_an_account",
            ),
            models.UniqueConstraint(
                fields=["council", "service", "collector_reference"],
                condition=~Q(collector_reference=""),
                name="mandate_collector_reference",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "created_at", "id"], name="mandate_by_time"),
            models.Index(
                fields=["council", "person"],
                condition=Q(person__isnull=False),
                name="mandate_by_person",
            ),
            models.Index(fields=["council", "state"], name="mandate_by_state"),
            models.Index(
                fields=["council", "check_at"],
                condition=Q(check_at__isnull=False),
                name="mandate_to_check",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_live(self) -> bool:
        """Tell whether something may be collected under it, now or soon."""
        return self.state in LIVE_MANDATES

    def move_to(self, state: MandateState, *, at: datetime, reason: str = "") -> None:
        """
        Change the state, with the moment that belongs to it.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in MANDATE_ARROWS[MandateState(self.state)]:
            raise TransitionNotAllowed(f"A mandate does not go from {self.state} to {state}.")
        self.state = state
        if state is MandateState.PENDING_SUBMISSION:
            self.agreed_at = at
        if state is MandateState.ACTIVE:
            self.active_at, self.ended_at, self.end_reason, self.cancel_due = at, None, "", False
        if state in _ENDED:
            self.ended_at, self.end_reason, self.check_at = at, reason, None

    def used_on(self, day: date) -> None:
        """Remember when something was last collected, from which dormancy counts."""
        if self.last_collected_on is None or day > self.last_collected_on:
            self.last_collected_on = day
