"""Forgetting what messages said, once what they were about is to be forgotten."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.policies import require
from moothall.notifications.models import Message


@transaction.atomic(savepoint=False)
def forget_words(*, actor: Actor, about_type: str, about_ids: Sequence[UUID]) -> int:
    """
    Empty messages about some things, with whom they went to; return how many these were.

    That something was sent, when, and what became of it stays.
    """
    require(actor.kind is ActorKind.SYSTEM)
    messages = Message.objects.filter(about_type=about_type, about_id__in=about_ids)
    if not about_ids:
        return 0
    return messages.update(
        subject="", body="", recipient="", enclosed=[], person=None, needs=[], for_team=False
    )
