"""Doing what a program asks for once, however often its question arrives."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.connectors.models import RepeatedCall
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict
from moothall.kernel.insert_once import insert_once

#: So long the same question under the same key is answered as it was.
REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True)
class Done:
    """The ids of what was made, and whether it was made by an earlier call."""

    ids: tuple[UUID, ...]
    is_repeated: bool = False


@transaction.atomic
def do_once(
    *,
    actor: Actor,
    council_id: int,
    repeat_key: str,
    asked: str,
    act: Callable[[], Sequence[UUID]],
    now: datetime,
) -> Done:
    """
    Do what a program asks for, unless it asked for the same under this key within a day.

    Whoever asks a second time while the first is at it waits for that. What is refused is not
    remembered, so that it may be tried again. Without a key it is done.

    :raises Conflict: if something else was asked for under the key
    """
    if not repeat_key:
        return Done(tuple(act()))
    row = RepeatedCall(
        council_id=council_id,
        program=actor.identifier,
        repeat_digest=_digest(repeat_key),
        asked_digest=_digest(asked),
        asked_at=now,
    )
    unique = ("council", "program", "repeat_digest")
    mine = RepeatedCall.objects.filter(
        council_id=council_id, program=row.program, repeat_digest=row.repeat_digest
    )
    mine.filter(asked_at__lte=now - REMEMBERED).delete()
    if not insert_once(row, unique=unique):
        before = mine.get()
        if before.asked_digest != row.asked_digest:
            raise Conflict("This key was used for something else.")
        return Done(tuple(UUID(one) for one in before.made_ids), is_repeated=True)
    made = tuple(act())
    row.made_ids = [str(one) for one in made]
    row.save(update_fields=["made_ids"])
    return Done(made)


@transaction.atomic
def forget_repeated_calls(*, now: datetime, limit: int = 5_000) -> int:
    """Forget the calls of the councils in force that are older than a day; return how many."""
    old = RepeatedCall.objects.filter(asked_at__lte=now - REMEMBERED).order_by("asked_at")
    ids = list(old.values_list("pk", flat=True)[:limit])
    count, _ = RepeatedCall.objects.filter(pk__in=ids).delete()
    return count


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
