"""What a case is divided into: tasks, the items of its checklist, and cases of other teams."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.models.case import Case
from moothall.councils.models import ServiceType, Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

LONGEST_TITLE = 200


class CaseTask(CouncilOwned):
    """
    One thing to do for a case, by somebody or by a team, until a moment in working time.

    A case cannot be finished by staff while one that `blocks_closing` is open.
    """

    case = CouncilForeignKey(Case, db_index=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    due_at = models.DateTimeField(null=True, blank=True)
    holder_id = models.BigIntegerField(null=True, blank=True)
    team = CouncilForeignKey(Team, null=True, blank=True, db_index=False)
    blocks_closing = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by_kind = models.CharField(max_length=10)
    made_by_identifier = models.CharField(max_length=80, blank=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True, default="")
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "case", "made_at"], name="case_task_by_case"),
            models.Index(fields=["council", "holder_id", "due_at"], name="case_task_by_holder",
                         condition=Q(done_at__isnull=True, holder_id__isnull=False)),
            models.Index(fields=["council", "due_at"], name="case_task_late",
                         condition=Q(done_at__isnull=True, escalated_at__isnull=True,
                                     due_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class ChecklistItem(CouncilOwned):
    """
    Something to be ticked on every case of a service.

    A case cannot be finished by staff before its mandatory ones are ticked. One that is retired is
    asked for no more.
    """

    service_type = CouncilForeignKey(ServiceType, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=LONGEST_TITLE)
    text_cy = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    is_mandatory = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(
                fields=["council", "service_type", "position"], name="checklist_item_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ChecklistTick(CouncilOwned):
    """That an item of the checklist was seen to on one case, and by whom."""

    case = CouncilForeignKey(Case, db_index=False)
    item = CouncilForeignKey(ChecklistItem, db_index=False)
    ticked_at = models.DateTimeField()
    ticked_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "case", "item"], name="checklist_tick_once"),
        ]


class SubCase(CouncilOwned):
    """
    That a case was opened from another one, for another team or service to do its part.

    The first cannot be finished by staff while a mandatory one is open.
    """

    parent = CouncilForeignKey(Case, db_index=False)
    child = CouncilForeignKey(Case, db_index=False)
    is_mandatory = models.BooleanField(default=True)
    opened_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "child"], name="sub_case_of_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "parent", "opened_at"], name="sub_case_by_parent"),
        ]
