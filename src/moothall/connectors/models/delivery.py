"""One hand-over of one case to one system: its state, its attempts, what came of it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.models import Case
from moothall.connectors.models.system import Route, System
from moothall.connectors.workflow import DeliveryState, require_transition
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Delivery(CouncilOwned):
    """
    One hand-over of one case to one outside system or office, with its state.

    Its id is the idempotency key that every attempt carries. A case that no route fits has a
    delivery without a system, so that it waits for a person instead of being lost. What a form
    sends to a destination of its own has the submission and the destination's key; an office has
    no system, since the post takes it there.
    """

    case = CouncilForeignKey(Case)
    system = CouncilForeignKey(System, null=True, blank=True)
    route = CouncilForeignKey(Route, on_delete=models.SET_NULL, null=True, blank=True)
    submission = CouncilForeignKey("eforms.Submission", null=True, blank=True)
    destination = models.SlugField(max_length=60, blank=True, default="", db_default="")
    label = models.CharField(
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text="What staff call an office that it goes to.",
    )
    state = models.CharField(max_length=20, choices=DeliveryState.choices)
    attempts = models.PositiveIntegerField(default=0)
    attempts_before_replay = models.PositiveIntegerField(
        default=0, help_text="Each replay by staff is given the full number of tries."
    )
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.CharField(
        max_length=200, blank=True, help_text="Given by the system instead of a reference."
    )
    problem = models.CharField(max_length=500, blank=True, help_text="Why the last attempt failed.")
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "case", "system"], name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "submission", "destination"],
                condition=~Q(destination=""),
                name="delivery_by_destination",
            ),
            models.Index(
                fields=["council", "state", "created_at"],
                condition=~Q(state="delivered"),
                name="delivery_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    def move_to(self, state: DeliveryState, *, problem: str = "") -> None:
        """
        Change the state and say why, as far as there is a reason.

        :raises TransitionNotAllowed: if the table has no such arrow
        """
        require_transition(DeliveryState(self.state), state)
        self.state = state
        self.problem = problem[:500]
        self.next_try_at = None
        self.lease_until = None

    def start_attempt(self, *, lease_until: datetime) -> None:
        """Count an attempt that may last until the lease ends, after which another may be made."""
        self.move_to(DeliveryState.SENDING)
        self.attempts += 1
        self.lease_until = lease_until


class DeliveryAttempt(CouncilOwned):
    """
    One try of a delivery, with what was sent and what was answered.

    Both are kept word for word, but for card numbers.
    """

    delivery = CouncilForeignKey(Delivery, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    succeeded = models.BooleanField(default=False)
    request = models.TextField(blank=True, help_text="Without secrets.")
    answer = models.TextField(blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "delivery", "number"], name="delivery_attempt_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} attempt {self.number}"


class ExternalReference(CouncilOwned):
    """What an outside system calls a case; a case may have several, in several systems."""

    case = CouncilForeignKey(Case)
    system = CouncilForeignKey(System)
    reference = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "system", "reference"], name="external_reference_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "case"], name="external_reference_by_case"),
        ]

    def __str__(self) -> str:
        return self.reference
