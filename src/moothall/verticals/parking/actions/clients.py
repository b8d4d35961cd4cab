"""Registering the programs that sell parking or check it."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.verticals.parking.models import ParkingClient
from moothall.verticals.parking.models.client import ClientKind
from moothall.verticals.parking.policies import can_manage_parking

_KEY_BYTES = 32


def digest_of_key(key: str) -> str:
    """Return what is stored of a program's key."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def register_client(
    *, actor: Actor, council_id: int, name: str, code: str, kind: str, now: datetime, key: str = ""
) -> tuple[ParkingClient, str]:
    """
    Register a program; return it with its key, which is shown this once.

    :raises Conflict: if the council has one of this code
    """
    require(can_manage_parking(actor, council_id))
    if ParkingClient.objects.filter(council_id=council_id, code=code).exists():
        raise Conflict("There is a program of this code.")
    key = key or secrets.token_urlsafe(_KEY_BYTES)
    client = ParkingClient(
        council_id=council_id,
        name=name,
        code=code,
        kind=ClientKind(kind),
        key_digest=digest_of_key(key),
        registered_at=now,
    )
    client.save(force_insert=True)
    audit.record(actor=actor, verb="parking-client.registered", subject=client, now=now)
    return client, key


@transaction.atomic
def end_client(*, actor: Actor, client_id: UUID, now: datetime) -> None:
    """
    Let a program do nothing any more; what it sold stays.

    :raises NotFound: if the councils in force have none of this id
    """
    client = ParkingClient.objects.select_for_update().filter(pk=client_id).first()
    if client is None:
        raise NotFound("There is no such program.")
    require(can_manage_parking(actor, client.council_id))
    if client.ended_at is None:
        client.ended_at = now
        client.save(update_fields=["ended_at"])
        audit.record(actor=actor, verb="parking-client.ended", subject=client, now=now)
