"""Files that came too late: the session was over when they were sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from moothall.documents.models.stored_file import StoredFile
from moothall.kernel.fields import CouncilForeignKey
from moothall.kernel.models import CouncilOwned
from moothall.people.models import Person


class LateFile(CouncilOwned):
    """
    A file that a resident sent from a page of their account when their session was over.

    It waits a day for that account to sign in again, at that page and in the affairs of the same
    person. Nobody gets its bytes meanwhile, staff included.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = CouncilForeignKey(Person, help_text="In whose affairs it was sent.")
    path = models.CharField(max_length=300)
    file = CouncilForeignKey(StoredFile, on_delete=models.CASCADE, db_index=False)
    came_at = models.DateTimeField()
    shown_at = models.DateTimeField(
        null=True, blank=True, help_text="When a page last gave it back to be sent."
    )

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "file"], name="late_file_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "account", "path"], name="late_file_at_page"),
            models.Index(fields=["council", "came_at"], name="late_file_by_time"),
        ]
