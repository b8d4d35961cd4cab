"""Files that belong to a case."""

from typing import ClassVar

from django.db import models

from moothall.cases.models.case import Case
from moothall.documents.models import StoredFile
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Attachment(CouncilOwned):
    """
    A stored file that was given with a case or added to it later.

    It is public if the resident may have it too: what came with the case, what they added
    themselves, and what the team sent them.
    """

    case = CouncilForeignKey(Case, db_index=False)
    file = CouncilForeignKey(StoredFile)
    is_public = models.BooleanField(default=False, db_default=False)
    added_at = models.DateTimeField()
    added_by_kind = models.CharField(max_length=10)
    added_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "case", "file"], name="attachment_once"),
        ]
