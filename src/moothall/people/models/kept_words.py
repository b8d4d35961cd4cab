"""Words that were written too late: the session was over when they were sent."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned
from moothall.people.models.account import Account


class KeptWords(CouncilOwned):
    """
    What a resident typed into a page of their account and sent when their session was over.

    It waits for that account alone, at that page, until they have signed in again and sent it.
    Files are kept by the app of files; here it is only said that there were some.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    words = models.JSONField(default=dict)
    had_files = models.BooleanField(default=False)
    kept_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "account", "path"], name="kept_words_of_a_page"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "kept_at"], name="kept_words_by_time"),
        ]
