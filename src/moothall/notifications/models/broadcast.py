"""One piece of news to many."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.notifications.broadcast_workflow import BROADCAST_ALLOWED, BroadcastState
from moothall.notifications.models.topic import Topic

LONGEST_TITLE, LONGEST_NEWS = 100, 2000


class Broadcast(CouncilOwned):
    """
    One piece of news from a council to everybody who subscribed to a topic, in its languages.

    Each saving of a draft makes another `revision`: only one that was looked at is sent. Once it is
    on its way nothing of it changes but how far it has come: `told_up_to` is the last person of
    those in order of their ids, and `told` has how many were written to in each channel.
    """

    topic = CouncilForeignKey(Topic)
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.CharField(max_length=LONGEST_NEWS)
    title_cy = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text_cy = models.CharField(max_length=LONGEST_NEWS, blank=True)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=BroadcastState.choices, default=BroadcastState.DRAFT
    )
    changed_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200, blank=True, help_text="The name of who sent it.")
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    told_up_to = models.UUIDField(null=True, blank=True)
    told = models.JSONField(default=dict)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=BroadcastState.DRAFT, sent_at__isnull=True)
                | (~Q(state=BroadcastState.DRAFT) & Q(sent_at__isnull=False)),
                name="broadcast_sent_with_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=BroadcastState.SENT, finished_at__isnull=False)
                | (~Q(state=BroadcastState.SENT) & Q(finished_at__isnull=True)),
                name="broadcast_finished_with_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "-changed_at"], name="broadcast_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Tell whether it can still be changed."""
        return self.state == BroadcastState.DRAFT

    def word(self, *, topic: Topic, words: Mapping[str, str], at: datetime) -> None:
        """
        Take over topic and words.

        :raises TransitionNotAllowed: if it is on its way
        """
        if not self.is_draft:
            raise TransitionNotAllowed("What was sent is not changed any more.")
        self.topic, self.changed_at = topic, at
        self.title, self.text = words["title"], words["text"]
        self.title_cy, self.text_cy = words.get("title_cy", ""), words.get("text_cy", "")

    def begin(self, *, by: str, at: datetime) -> None:
        """
        Put it on its way.

        :raises TransitionNotAllowed: if it is already
        """
        self._move_to(BroadcastState.SENDING)
        self.sent_by, self.sent_at = by, at

    def count(self, told: Mapping[str, int], *, up_to: UUID | None, at: datetime) -> None:
        """Add those who were told; with nobody after them it is finished."""
        self.told = {
            channel: self.told.get(channel, 0) + told.get(channel, 0)
            for channel in {*self.told, *told}
        }
        if up_to is not None:
            self.told_up_to = up_to
            return
        self._move_to(BroadcastState.SENT)
        self.finished_at = at

    def _move_to(self, state: BroadcastState) -> None:
        if state not in BROADCAST_ALLOWED[BroadcastState(self.state)]:
            raise TransitionNotAllowed(f"News do not go from {self.state} to {state.value}.")
        self.state = state
