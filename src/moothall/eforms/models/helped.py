"""The way of staff into a form that a resident has begun."""

from typing import ClassVar

from django.db import models

from moothall.eforms.models.draft import Draft
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class HelpedDraft(CouncilOwned):
    """
    An employee's way into a form that a resident left half done, for as long as they help.

    Its secret opens the draft for nobody but staff who act for this person at that moment.
    """

    draft = CouncilForeignKey(Draft, models.CASCADE)
    help = CouncilForeignKey("people.Help", models.PROTECT)
    person = CouncilForeignKey("people.Person", models.PROTECT)
    secret_digest = models.BinaryField(max_length=32)
    taken_up_by = models.CharField(max_length=80)
    taken_up_by_name = models.CharField(max_length=200, blank=True)
    taken_up_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "secret_digest"], name="helped_draft_secret"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "draft"], name="helped_draft_by_draft"),
        ]
