"""The vehicles that somebody keeps in their account."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.verticals.parking.models import ParkingVehicle
from moothall.verticals.parking.policies import can_park_for
from moothall.verticals.parking.vrm import normal_vrm

#: More than any household has; a fleet does not park from one account.
MOST_VEHICLES = 20


class TooManyVehicles(Conflict):
    """The account has as many vehicles as it may."""


@transaction.atomic
def add_vehicle(
    *, actor: Actor, council_id: int, person_id: UUID, vrm: str, name: str = "", now: datetime
) -> None:
    """
    Keep a vehicle in an account; one that is there already stays.

    :raises WrongVehicle: if that is no registration number
    :raises TooManyVehicles: if there are too many
    """
    require(can_park_for(actor, person_id, council_id))
    if ParkingVehicle.objects.filter(person_id=person_id).count() >= MOST_VEHICLES:
        raise TooManyVehicles("There are too many vehicles.")
    vehicle = ParkingVehicle(
        council_id=council_id, person_id=person_id, vrm=normal_vrm(vrm), name=name, added_at=now
    )
    if insert_once(vehicle, unique=("council", "person", "vrm")):
        audit.record(actor=actor, verb="parking-vehicle.added", subject=vehicle, now=now)


@transaction.atomic
def remove_vehicle(*, actor: Actor, person_id: UUID, vehicle_id: UUID, now: datetime) -> None:
    """
    Take a vehicle out of an account; its sessions stay.

    :raises NotFound: if there is none in this account
    """
    found = ParkingVehicle.objects.filter(pk=vehicle_id, person_id=person_id).first()
    if found is None:
        raise NotFound("There is no such vehicle.")
    require(can_park_for(actor, person_id, found.council_id))
    audit.record(actor=actor, verb="parking-vehicle.removed", subject=found, now=now)
    found.delete()
