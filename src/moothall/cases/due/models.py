"""When staff are told of a promise, and that they were."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.models.case import Case
from moothall.councils.models import ServiceType
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Told(models.TextChoices):
    """Who is told."""

    HOLDER = "holder", _("Whoever works on the case")
    TEAM = "team", _("Its team")
    SUPERVISOR = "supervisor", _("The supervisors")


class DueRule(CouncilOwned):
    """
    When staff are told that a case's next promise is near or broken: of one service, or of all.

    Either once a percentage of the promised working time is over (100 is the moment at which the
    promise is broken), or some working hours after that. It speaks of nothing that was due before
    it was made.
    """

    service_type = CouncilForeignKey(ServiceType, null=True, blank=True, db_index=False)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_after = models.PositiveSmallIntegerField(null=True, blank=True)
    tells = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "service_type", "percent", "hours_after"],
                name="due_rule_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) ^ Q(hours_after__isnull=True),
                name="due_rule_before_or_after",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=1, percent__lte=100),
                name="due_rule_percent",
            ),
        ]


class DueTelling(CouncilOwned):
    """That staff were told of one promise of a case by one rule: each promise is told of once."""

    rule = CouncilForeignKey(DueRule, on_delete=models.CASCADE, db_index=False)
    case = CouncilForeignKey(Case, db_index=False)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "case", "rule", "due_at"], name="due_told_once"
            ),
        ]
