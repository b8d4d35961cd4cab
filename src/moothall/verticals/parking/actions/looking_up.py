"""Looking a vehicle up for somebody who disputes a penalty charge: it leaves a trace."""

from datetime import datetime

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.verticals.parking.models import ParkingPlace
from moothall.verticals.parking.policies import can_manage_parking
from moothall.verticals.parking.queries import seen_sessions
from moothall.verticals.parking.rows import SeenSessionRow


@transaction.atomic
def look_up_vehicle(
    *, actor: Actor, place: ParkingPlace, vrm: str, limit: int, now: datetime
) -> list[SeenSessionRow]:
    """Return a vehicle's sessions at a place, and write down that an employee looked."""
    require(can_manage_parking(actor, place.council_id))
    found = seen_sessions(place, limit=limit, vrm=vrm)
    audit.record(
        actor=actor, verb="parking.vehicle-looked-up", subject=place, now=now,
        detail={"found": len(found)},
    )  # fmt: skip
    return found
