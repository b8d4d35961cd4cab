"""The resident's smart card."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class ResidentCard(CouncilOwned):
    """
    A card that stands for its holder at a till: a token drawn by lot, of which a digest is kept.

    The number that a chip answers to every reader is no secret and is never asked for. A card that
    is blocked is dead from that moment; one that takes its place has another token. `ending` are
    the last characters of the token, by which people tell their cards apart.
    """

    holder_type = models.CharField(max_length=40)
    holder_id = models.UUIDField()
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    token_digest = models.CharField(max_length=64)
    ending = models.CharField(max_length=4)
    issued_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True, blank=True)
    block_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "token_digest"], name="card_token"),
            models.UniqueConstraint(
                fields=["council", "holder_type", "holder_id"],
                condition=Q(blocked_at__isnull=True),
                name="card_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "holder_type", "holder_id"], name="card_by_holder"),
            models.Index(fields=["council", "blocked_at"], name="card_by_block"),
        ]
