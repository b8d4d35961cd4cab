"""A bulk act and the cases that it is for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.deeds.refusals import Refusal
from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class BulkState(models.TextChoices):
    """How far a bulk act is."""

    DRAFTED = "drafted", _("Not started")
    QUEUED = "queued", _("At work")
    DONE = "done", _("Finished")


class ItemState(models.TextChoices):
    """What became of one case of a bulk act."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not done")


class BulkAct(CouncilOwned):
    """
    One deed for many cases of a council, looked at first, then done by a worker.

    It is kept after it is done, so that anybody can see later what was done to which cases.
    """

    deed = models.JSONField()
    state = models.CharField(max_length=8, choices=BulkState.choices, default=BulkState.DRAFTED)
    made_by_identifier = models.CharField(max_length=80)
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BulkState.values), name="bulk_act_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("council"), F("made_at").desc(), name="bulk_act_by_time"),
        ]


class BulkItem(CouncilOwned):
    """
    One case of a bulk act, and what became of it.

    `seen` is the newest entry of the case's timeline when it was looked at: where another has come
    since, the case is left alone.
    """

    bulk_act = CouncilForeignKey(
        BulkAct, db_index=False, on_delete=models.CASCADE, related_name="items"
    )
    case = CouncilForeignKey(Case, db_index=False)
    position = models.PositiveSmallIntegerField()
    seen = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    refusal = models.CharField(max_length=20, blank=True, choices=Refusal.choices)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "bulk_act", "case"], name="bulk_item_once"),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="bulk_item_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.REFUSED) ^ Q(refusal=""), name="bulk_item_refused_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "bulk_act", "position"],
                name="bulk_item_waiting",
                condition=Q(state="waiting"),
            ),
        ]
