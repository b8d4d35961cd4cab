"""The keys by which other people's programs speak for themselves."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class ApiKey(CouncilOwned):
    """A key that lets one program of a partner use a council's API; only its digest is kept."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    #: May vouch for answers in people's forms; a key for reports alone may not.
    may_prefill = models.BooleanField(default=False, db_default=False)
    #: What it may do in the diary: `policies` of bookings name them.
    diary_scopes = models.JSONField(default=list, blank=True, db_default=[])
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "digest"], name="api_key_digest"),
            models.UniqueConstraint(fields=["council", "name"], name="api_key_name"),
        ]

    def __str__(self) -> str:
        return self.name
