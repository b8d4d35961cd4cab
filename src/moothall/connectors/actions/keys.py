"""Keys for other people's programs."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.policies import PROGRAM_SCOPES
from moothall.connectors import policies
from moothall.connectors.models import ApiKey
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

LONGEST_NAME = 80


@transaction.atomic
def issue_api_key(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    now: datetime,
    key: str = "",
    may_prefill: bool = False,
    diary_scopes: Collection[str] = (),
) -> str:
    """
    Create a key and return it, this once; a name that has one already has it replaced.

    Every key may open cases and read of them; one that may prefill also answers questions of
    forms for people. `diary_scopes` say what it may do in the diary.

    :raises ValueError: if the name is longer than what a case keeps of whoever opened it, or there
        is no such scope
    :raises NotPermitted: if the actor may not change the council's settings
    """
    require(policies.can_change_systems(actor, council_id))
    if len(name) > LONGEST_NAME:
        raise ValueError(f"A program's name has {LONGEST_NAME} characters or fewer.")
    if not set(diary_scopes) <= set(PROGRAM_SCOPES):
        raise ValueError("There is no such scope.")
    key = key or secrets.token_urlsafe(32)
    row, _ = ApiKey.objects.update_or_create(
        council_id=council_id,
        name=name,
        defaults={
            "digest": digest_of(key),
            "is_active": True,
            "may_prefill": may_prefill,
            "diary_scopes": sorted(diary_scopes),
            "created_at": now,
        },
    )
    audit.record(actor=actor, verb="api-key.issued", subject=row, now=now)
    return key


@transaction.atomic
def stop_api_key(*, actor: Actor, council_id: int, key_id: UUID, now: datetime) -> None:
    """
    Let a key open nothing any more; its name is free again.

    :raises NotFound: if the council has no such key
    :raises NotPermitted: if the actor may not change the council's settings
    """
    require(policies.can_change_systems(actor, council_id))
    row = ApiKey.objects.select_for_update().filter(council_id=council_id, pk=key_id).first()
    if row is None:
        raise NotFound("This council has no such key.")
    audit.record(
        actor=actor, verb="api-key.stopped", subject=row, now=now, detail={"name": row.name}
    )
    row.delete()


def digest_of(key: str) -> str:
    """Return what is kept of a key; keys are long and random, so a plain digest is enough."""
    return hashlib.sha256(key.encode()).hexdigest()
