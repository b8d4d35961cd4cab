"""What partners fill in before a person begins."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class Prefill(CouncilOwned):
    """
    Answers that a partner's program gave for one person, to be taken up once, by a token.

    Only a digest of the token is stored. `answers` is emptied when it is used or runs out.
    """

    form = models.CharField(max_length=80)
    token_digest = models.BinaryField(max_length=32)
    answers = models.JSONField(default=dict)
    partner = models.CharField(max_length=120)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "token_digest"], name="prefill_token"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "expires_at"], name="prefill_to_expire"),
        ]
