"""Lays a whole land out and writes it: addresses for the loader, boundaries as GeoJSON."""

import random
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from moothall.places.demonstration.land import Land, Ward
from moothall.places.demonstration.lanes import HOMES_ON_A_LANE, lay_out_lanes, lay_out_roads
from moothall.places.demonstration.properties import Builder, Postcodes, PropertyPlan
from moothall.places.demonstration.settings import CouncilSettings, LandSettings
from moothall.places.demonstration.streets import StreetPlan, lay_out_streets
from moothall.places.demonstration.writing import write_addresses, write_areas

#: Addresses on one street, on average; a million stand on some 18,000 streets.
_ON_A_STREET = 55


@dataclass(frozen=True)
class Generated:
    """What was written, and where."""

    address_files: tuple[Path, ...]
    council_boundaries: Path
    ward_boundaries: Path
    addresses: int
    streets: int


@dataclass
class CouncilPlan:
    """One council laid out."""

    settings: CouncilSettings
    wards: list[Ward]
    streets: list[StreetPlan]
    properties: list[PropertyPlan]


def generate(*, settings: LandSettings, seed: int, addresses: int, folder: Path) -> Generated:
    """Lay a land of so many addresses out and write its files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    land = Land(settings, seed, addresses)
    files, in_all, streets = [], 0, 0
    wards: dict[str, list[Ward]] = {}
    share_in_all = sum(council.share for council in settings.councils)
    for council in settings.councils:
        wanted = round(addresses * council.share / share_in_all)
        plan = _lay_out(land, council, wanted, seed)
        path = folder / f"{council.slug}-addresses.csv"
        write_addresses(path, council, settings.supplied_on, plan.streets, plan.properties)
        files.append(path)
        wards[council.gss_code] = plan.wards
        in_all += len(plan.properties)
        streets += len(plan.streets)
    councils_file, wards_file = folder / "councils.geojson", folder / "wards.geojson"
    write_areas(
        councils_file,
        [(c.gss_code, c.name, c.name_cy, "", land.ring_of(c)) for c in settings.councils],
    )
    write_areas(
        wards_file,
        [
            (w.gss_code, w.settings.name, w.settings.name_cy, gss_code, w.ring)
            for gss_code, of_council in wards.items()
            for w in of_council
        ],
    )
    return Generated(tuple(files), councils_file, wards_file, in_all, streets)


def _lay_out(land: Land, council: CouncilSettings, wanted: int, seed: int) -> CouncilPlan:
    dice = random.Random(f"{seed} council {council.gss_code}")  # noqa: S311 - a made-up map
    plan = CouncilPlan(council, land.wards_of(council), [], [])
    builder = Builder(count(council.first_uprn + 1), land.settings.words, dice)
    lanes = lay_out_lanes(land, council, plan.wards)
    each_ward = (wanted - HOMES_ON_A_LANE * len(lanes)) / len(plan.wards)
    done = 0
    for number, ward in enumerate(plan.wards, 1):
        target = round(each_ward * number) - done
        done += target
        _settle(land, plan, builder, ward, target, seed)
    plan.streets += lay_out_roads(land, council, plan.wards, plan.streets)
    for lane, postcode in lanes:
        plan.streets.append(lane)
        for built in builder.build(lane, HOMES_ON_A_LANE, Postcodes("", dice)):
            plan.properties.append(replace(built, postcode=postcode))
    return plan


def _settle(  # noqa: PLR0917 - private, in the order of its one caller
    land: Land, plan: CouncilPlan, builder: Builder, ward: Ward, target: int, seed: int
) -> None:
    """Build the settlement of one ward: its public places first, then homes and shops."""
    council, dice = ward.council, builder.dice
    first_usrn = council.first_usrn + len(plan.streets) + 1
    streets = lay_out_streets(
        ward, max(3, round(target / _ON_A_STREET)), first_usrn, land.settings.words, seed
    )
    postcodes = Postcodes(f"{council.postcode_area}{ward.number}", dice)
    before = len(plan.properties)
    for kind in land.settings.public_places:
        for _ in range(_how_many(kind.each_ward, ward.number)):
            street = dice.choice(streets)
            plan.properties.append(builder.public_place(street, kind, postcodes.next()))
    left = target - (len(plan.properties) - before)
    for number, street in enumerate(streets):
        here = round(left / (len(streets) - number))
        if number < len(streets) - 1:
            here = max(0, min(left, round(here * dice.uniform(0.6, 1.4))))
        left -= here
        plan.properties += builder.build(street, here, postcodes)
    plan.streets += streets


def _how_many(each_ward: float, ward: int) -> int:
    """Return how many of a kind of public place a ward has; a tenth means the third of ten."""
    if each_ward >= 1:
        return round(each_ward)
    every = round(1 / each_ward)
    return int(ward % every == 3 % every)
