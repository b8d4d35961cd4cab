"""One message to one person."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.notifications.channels import Channel
from moothall.notifications.models.topic import Subscription
from moothall.notifications.workflow import ALLOWED, State
from moothall.people.models import Person

__all__ = ["Channel", "Message", "State"]


class Message(CouncilOwned):
    """
    What a council told one person by e-mail, text or letter, word for word, and what became of it.

    `dedupe_key` names the occasion: asking twice for the same message gives the first. A message
    that is being sent holds a lease; `outcome_unknown` says that an earlier attempt may have
    reached the carrier although its answer did not reach us. `needs` are those of its reader; what
    we cannot make ourselves waits `for_team`, until somebody says that it is done.
    """

    template = models.CharField(max_length=100)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=5)
    recipient = models.CharField(max_length=320)
    person = CouncilForeignKey(Person, null=True, blank=True, db_index=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    enclosed = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="The stored files that go with it; one that is deleted is left out.",
    )
    needs = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    for_team = models.BooleanField(default=False, db_default=False)
    team_done_at = models.DateTimeField(null=True, blank=True)
    subscription = CouncilForeignKey(
        Subscription,
        null=True,
        blank=True,
        db_index=False,
        help_text="The subscription that it is sent for, which a link in it ends.",
    )
    dedupe_key = models.CharField(max_length=200)
    about_type = models.CharField(max_length=80)
    about_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    carrier = models.CharField(max_length=40, blank=True)
    carrier_reference = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    outcome_unknown = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it failed, in words.")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "dedupe_key"], name="message_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "about_type", "about_id", "queued_at"], name="message_about"
            ),
            models.Index(
                fields=["council", "person", "queued_at"],
                name="message_to_person",
                condition=Q(person__isnull=False),
            ),
            models.Index(
                fields=["council", "queued_at", "id"],
                name="message_for_team",
                condition=Q(for_team=True, team_done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"

    def move_to(self, state: State, *, at: datetime) -> None:
        """
        Change the state, with the moment that belongs to it.

        :raises TransitionNotAllowed: if there is no such arrow
        """
        if state not in ALLOWED[State(self.state)]:
            raise TransitionNotAllowed(f"A message does not go from {self.state} to {state}.")
        self.state = state
        self.lease_until = None
        if state is State.SENT:
            self.sent_at = at
        if state in {State.DELIVERED, State.FAILED}:
            self.settled_at = at
