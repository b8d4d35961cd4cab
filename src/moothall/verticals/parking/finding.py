"""Finding whoever keeps a vehicle in their account, by its registration number."""

from collections.abc import Iterator, Sequence
from itertools import product
from uuid import UUID

from moothall.verticals.parking.errors import WrongVehicle
from moothall.verticals.parking.models import ParkingVehicle
from moothall.verticals.parking.vrm import normal_vrm

#: What is written for each other when a number is copied from a plate.
_PAIRS = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
_MOST_SPELLINGS = 16


def people_with_vehicle(
    council_ids: Sequence[int], typed: str, *, limit: int
) -> list[tuple[UUID, str]]:
    """
    Return who keeps a vehicle of this number, with the number as they wrote it; one query.

    The vehicle of a protected person leads nobody to them, since whoever hunts them knows its
    number. What is no registration number is nobody's.
    """
    try:
        vrm = normal_vrm(typed)
    except WrongVehicle:
        return []
    vehicles = ParkingVehicle.objects.filter(
        council_id__in=council_ids, vrm__in=list(_spellings(vrm)), person__is_protected=False
    )
    return list(vehicles.order_by("vrm", "added_at").values_list("person_id", "vrm")[:limit])


def _spellings(vrm: str) -> Iterator[str]:
    yield vrm
    choices = [_PAIRS.get(character, character) for character in vrm]
    for turn, spelling in enumerate(product(*choices)):
        if turn >= _MOST_SPELLINGS:
            return
        yield "".join(spelling)
