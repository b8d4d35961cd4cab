"""How a council deals with complaints, and how far each complaint is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.models.case import Case
from moothall.councils.models import ServiceType
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class ComplaintProcedure(CouncilOwned):
    """
    How a council deals with complaints: in which stages, and which ombudsman comes after them.

    One is for all; complaints about a service that answers to another ombudsman, such as a
    landlord's, have one of their own. Every letter about a complaint ends with how to reach the
    ombudsman.
    """

    service_type = CouncilForeignKey(ServiceType, null=True, blank=True, db_index=False)
    ombudsman_en = models.CharField(max_length=120)
    ombudsman_cy = models.CharField(max_length=120, blank=True)
    reached_en = models.TextField()
    reached_cy = models.TextField(blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "service_type"],
                name="complaint_procedure_of_service",
                nulls_distinct=False,
            ),
        ]


class ComplaintStage(CouncilOwned):
    """
    One stage in which a council looks at a complaint, with its deadlines in working days.

    The answer is due so many days after the complaint was acknowledged, or where the council says
    so after it came in. A resident may ask for the next stage within `next_within_days` of the
    answer. A stage that is not active is begun no more; one `by_another` nobody answers who
    answered one before.
    """

    procedure = CouncilForeignKey(ComplaintProcedure, on_delete=models.CASCADE, db_index=False)
    position = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=80)
    name_cy = models.CharField(max_length=80, blank=True)
    acknowledge_days = models.PositiveSmallIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    extension_days = models.PositiveSmallIntegerField()
    from_acknowledgement = models.BooleanField(default=True)
    by_another = models.BooleanField(default=False)
    next_within_days = models.PositiveSmallIntegerField(default=28)
    is_active = models.BooleanField(default=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "procedure", "position"], name="complaint_stage_position"
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="complaint_stage_from_one"),
        ]


class ComplaintStep(CouncilOwned):
    """
    One complaint in one stage: when it began, by when the council promised what, what was answered.

    The days are kept as they were promised: a stage that is changed later changes no promise.
    """

    case = CouncilForeignKey(Case, db_index=False)
    stage = CouncilForeignKey(ComplaintStage, db_index=False)
    position = models.PositiveSmallIntegerField()
    asked_by_kind = models.CharField(max_length=10)
    began_at = models.DateTimeField()
    acknowledge_by = models.DateField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField()
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_identifier = models.CharField(max_length=80, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "case", "position"], name="complaint_step_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "answer_by", "id"], name="complaint_step_open",
                         condition=Q(answered_at__isnull=True)),
        ]  # fmt: skip
