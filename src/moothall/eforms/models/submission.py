"""What was handed in."""

from typing import ClassVar

from django.db import models

from moothall.eforms.models.draft import Draft
from moothall.eforms.models.form import FormVersion
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Submission(CouncilOwned):
    """
    A form as it was handed in: the answers that mattered, by whom, for whom, and what it became.

    There is one for each draft at most, whatever was clicked and however often.
    """

    draft = CouncilForeignKey(Draft, models.PROTECT)
    version = CouncilForeignKey(FormVersion, models.PROTECT)
    case = CouncilForeignKey("cases.Case", models.PROTECT)
    reference = models.CharField(max_length=30)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True)
    answers = models.JSONField()
    #: Who vouches for an answer, by question; null where the form lets one be vouched for and
    #: nobody did.
    confirmed = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    #: Who else signed it: `name` as they gave it, `email`, and the moment `at`.
    signature = models.JSONField(null=True)
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=10)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    subject = CouncilForeignKey("people.Person", models.PROTECT, null=True)
    accepted_at = models.DateTimeField()
    #: The PDF of the answers as they were sent; gone once one of them is wiped.
    receipt = CouncilForeignKey("documents.StoredFile", models.PROTECT, null=True)
    #: When to look whether its time is over; never where its form promised none, or it is removed.
    review_at = models.DateTimeField(null=True)
    #: Since then the answers are gone, here and wherever they were copied to.
    removed_at = models.DateTimeField(null=True)
    is_to_be_wiped = models.BooleanField(default=False, db_default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "draft"], name="submission_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "accepted_at"], name="submission_by_time"),
            models.Index(
                fields=["council", "accepted_at"],
                condition=models.Q(is_to_be_wiped=True),
                name="submission_to_wipe",
            ),
            models.Index(
                fields=["council", "review_at"],
                condition=models.Q(review_at__isnull=False),
                name="submission_to_review",
            ),
        ]
