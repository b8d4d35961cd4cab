"""The settings file of a made-up land, read and checked."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Name:
    """A name in English and, where it has another, in Welsh; as gazetteers write, in capitals."""

    en: str
    cy: str = ""


@dataclass(frozen=True)
class WardSettings:
    """A ward: its own name and that of the settlement in it."""

    name: str
    name_cy: str
    place: Name


@dataclass(frozen=True)
class PublicPlaceSettings:
    """A kind of public place: its class, its name and how many there are to a ward."""

    classification_code: str
    each_ward: float
    name: Name


@dataclass(frozen=True)
class CouncilSettings:
    """A made-up council: its codes, its columns of the land and its wards."""

    slug: str
    name: str
    name_cy: str
    gss_code: str
    custodian_code: int
    country: str
    postcode_area: str
    columns: tuple[int, ...]
    share: float
    ward_code: str
    first_uprn: int
    first_usrn: int
    town: Name
    is_bilingual: bool
    names: str
    wards: tuple[WardSettings, ...]


@dataclass(frozen=True)
class LandSettings:
    """Everything that lays out a made-up land but the seed and its size."""

    supplied_on: date
    easting: int
    northing: int
    columns: int
    rows: int
    ward_size: float
    councils: tuple[CouncilSettings, ...]
    road: Name
    ward_lane: Name
    border_lane: Name
    border_postcode: str
    words: dict[str, Any]
    public_places: tuple[PublicPlaceSettings, ...]


def read_settings(path: Path) -> LandSettings:
    """Read a settings file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return LandSettings(
        supplied_on=data["supplied_on"],
        easting=data["easting"],
        northing=data["northing"],
        columns=data["columns"],
        rows=data["rows"],
        ward_size=data["ward_size"],
        councils=tuple(_council(council) for council in data["councils"]),
        road=Name(**data["road"]),
        ward_lane=Name(**data["ward_lane"]),
        border_lane=Name(**data["border_lane"]),
        border_postcode=data["border_postcode"],
        words=data,
        public_places=tuple(
            PublicPlaceSettings(
                classification_code=place["class"],
                each_ward=place["each_ward"],
                name=Name(place["en"], place["cy"]),
            )
            for place in data["public_places"]
        ),
    )


def _council(data: dict[str, Any]) -> CouncilSettings:
    return CouncilSettings(
        slug=data["slug"],
        name=data["name"],
        name_cy=data.get("name_cy", ""),
        gss_code=data["gss_code"],
        custodian_code=data["custodian_code"],
        country=data["country"],
        postcode_area=data["postcode_area"],
        columns=tuple(data["columns"]),
        share=data["share"],
        ward_code=data["ward_code"],
        first_uprn=data["first_uprn"],
        first_usrn=data["first_usrn"],
        town=Name(data["town"], data.get("town_cy", "")),
        is_bilingual="cy" in data["languages"],
        names=data["names"],
        wards=tuple(
            WardSettings(
                name=ward["name"],
                name_cy=ward.get("name_cy", ""),
                place=Name(ward["place"], ward.get("place_cy", "")),
            )
            for ward in data["wards"]
        ),
    )
