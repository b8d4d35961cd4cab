"""Forms that were read from a file and wait to be taken."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned

#: So long a form waits for who read it to take it.
READ_FORMS_LAST = timedelta(days=1)


class ReadForm(CouncilOwned):
    """
    A form that somebody read from a file and has not taken yet; it is forgotten after a day.

    Nobody but who read it sees it, and it goes when the same person reads another.
    """

    by = models.CharField(max_length=80)
    document = models.JSONField()
    #: What could not be carried over: rows of place, what and why.
    losses = models.JSONField(default=list)
    read_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "by"], name="read_form_by"),
            models.Index(fields=["read_at"], name="read_form_read_at"),
        ]
