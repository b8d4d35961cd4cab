"""What the team and the resident of a case ask and tell each other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

LOWEST_SCORE, HIGHEST_SCORE = 1, 5


class CaseQuestion(CouncilOwned):
    """
    Something that the team asked the resident of a case, and what the resident answered.

    It is open until it is answered or, by `closed_at`, no longer needed.
    """

    case = CouncilForeignKey(Case, db_index=False)
    text = models.TextField()
    wants_file = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by_kind = models.CharField(max_length=10)
    asked_by_identifier = models.CharField(max_length=80, blank=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "case", "asked_at"], name="question_by_case"),
        ]


class CaseRating(CouncilOwned):
    """How the resident of a case said it went, from 1 (very badly) to 5 (very well)."""

    case = CouncilForeignKey(Case, db_index=False)
    score = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "case"], name="case_rated_once"),
            models.CheckConstraint(
                condition=Q(score__gte=LOWEST_SCORE, score__lte=HIGHEST_SCORE),
                name="case_score_in_range",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "rated_at"], name="rating_by_time"),
        ]
