"""Rules, and what came of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.macros.models import Macro
from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Trigger(models.TextChoices):
    """What a rule waits for."""

    OPENED = "opened", _("a case comes in")
    RESIDENT_ACTED = "resident_acted", _("the resident writes or acts")
    REOPENED = "reopened", _("a case is opened again")
    RESOLVED = "resolved", _("a case is done")


class BusinessRule(CouncilOwned):
    """
    When something happens to a case and all conditions hold, a macro is used on it, once a case.

    `version` rises with each change; a rule works only after somebody saw what its present version
    would have done, and switched it on.
    """

    name = models.CharField(max_length=120)
    trigger = models.CharField(max_length=20, choices=Trigger.choices)
    conditions = models.JSONField(default=list)
    macro = CouncilForeignKey(Macro, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_on = models.BooleanField(default=False)
    changed_by_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "name"], name="business_rule_name"),
            models.CheckConstraint(
                condition=Q(trigger__in=Trigger.values), name="business_rule_trigger_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleUse(CouncilOwned):
    """That a rule was used on a case, with why it was not done where it was refused."""

    rule = CouncilForeignKey(BusinessRule, models.CASCADE, db_index=False)
    case = CouncilForeignKey(Case, models.CASCADE, db_index=False)
    version = models.PositiveIntegerField()
    refusal = models.CharField(max_length=40, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "rule", "case"], name="rule_used_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "case"], name="rule_use_by_case"),
        ]
