"""A made-up land in the formats of real suppliers."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from moothall.places.demonstration.land import Point, Ring
from moothall.places.demonstration.properties import PropertyPlan
from moothall.places.demonstration.settings import CouncilSettings, Name
from moothall.places.demonstration.streets import StreetPlan
from moothall.places.geometry import many_to_degrees

_TIME = "09:00:00"
_SCHEME = "AddressBase Premium Classification Scheme"
AreaRow = tuple[str, str, str, str, Ring]


def write_addresses(
    path: Path,
    council: CouncilSettings,
    supplied_on: date,
    streets: Sequence[StreetPlan],
    properties: Sequence[PropertyPlan],
) -> None:
    """Write a council's streets and addresses as one AddressBase Premium file."""
    day = supplied_on.isoformat()
    counted = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(
            f'10,"Moothall demonstration","{council.name}",{day},1,{day},{_TIME},"2.2","F"\r\n'
            f'29,"{council.name} made-up gazetteer","Demonstration","None","None",'
            f'"{council.name}","W","{council.name}",{council.first_uprn},{council.custodian_code},'
            f'"British National Grid","M",{day},"{_SCHEME}",{day},"ENG","UTF8"\r\n'
        )
        for line in _street_lines(council, streets, day):
            counted += 1
            file.write(line)
        for line in _property_lines(council, properties, day):
            counted += 1
            file.write(line)
        file.write(f"99,0,{counted},{day},{_TIME}\r\n")


def write_areas(path: Path, areas: Iterable[AreaRow]) -> None:
    """Write boundaries as GeoJSON, in degrees."""
    features = []
    for gss_code, name, name_cy, council, ring in areas:
        degrees = [[east, north] for north, east in many_to_degrees(ring)]
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "gss_code": gss_code,
                    "name": name,
                    "name_cy": name_cy or None,
                    "council": council,
                },
                "geometry": {"type": "Polygon", "coordinates": [degrees]},
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _street_lines(
    council: CouncilSettings, streets: Sequence[StreetPlan], day: str
) -> Iterator[str]:
    starts = many_to_degrees([street.start for street in streets])
    ends = many_to_degrees([street.end for street in streets])
    for order, (street, start, end) in enumerate(zip(streets, starts, ends, strict=True), 1):
        yield (
            f'11,"I",{order},{street.usrn},1,{council.custodian_code},2,{day},1,8,0,{day},,{day},'
            f"{day},{_place(street.start, start)},{_place(street.end, end)},10\r\n"
        )
        for name, language in _spoken(street.name, council):
            place, town = street.ward.settings.place, council.town
            locality = _in(place, language)
            in_town = _in(town, language)
            yield (
                f'15,"I",{order},{street.usrn},"{name}",'
                f'"{"" if locality == in_town else locality}","{in_town}",'
                f'"{council.name.upper()}","{language}",{day},,{day},{day}\r\n'
            )


def _property_lines(
    council: CouncilSettings, properties: Sequence[PropertyPlan], day: str
) -> Iterator[str]:
    degrees = many_to_degrees([each.at for each in properties])
    code = f"{council.custodian_code}"
    for order, (each, at) in enumerate(zip(properties, degrees, strict=True), 1):
        uprn = each.uprn
        postal = "D" if each.is_postal else "N"
        yield (
            f'21,"I",{order},{uprn},1,2,{day},{each.parent_uprn or ""},{_place(each.at, at)},1,'
            f'{code},"{council.country}",{day},,{day},{day},"{postal}","{each.postcode}",0\r\n'
        )
        yield (
            f'32,"I",{order},{uprn},"{code}C{uprn}","{each.classification_code}","{_SCHEME}",'
            f"1.0,{day},,{day},{day}\r\n"
        )
        for number, (_, language) in enumerate(_spoken(Name("X", "X"), council), 1):
            yield _lpi(each, f"{code}L{uprn}{number}", language, order, day)
        if each.organisation:
            yield (
                f'31,"I",{order},{uprn},"{code}O{uprn}","{each.organisation}","",{day},,{day},'
                f"{day}\r\n"
            )
        if each.is_postal:
            yield _delivery_point(each, council, order, day)


def _lpi(each: PropertyPlan, key: str, language: str, order: int, day: str) -> str:
    return (
        f'24,"I",{order},{each.uprn},"{key}","{language}",1,{day},,{day},{day},'
        f',"",,"","{_in(each.unit, language)}",{each.number or ""},"{each.suffix}",'
        f'{each.end_number or ""},"","{_in(each.building, language)}",{each.street.usrn},1,"","",'
        '"Y"\r\n'
    )


def _delivery_point(each: PropertyPlan, council: CouncilSettings, order: int, day: str) -> str:
    street, place, town = each.street.name, each.street.ward.settings.place, council.town
    is_plain = each.number is not None and not each.suffix and each.end_number is None
    building = each.building.en or ("" if is_plain else _number(each))
    locality = "" if place.en == town.en else place.en
    return (
        f'28,"I",{order},{each.uprn},{each.uprn % 100_000_000},"{each.organisation}","",'
        f'"{each.unit.en}","{building}",{each.number if is_plain else ""},"","{street.en}","",'
        f'"{locality}","{town.en}","{each.postcode}","S","1A","","{street.cy}","","{place.cy}",'
        f'"{town.cy}","",{day},{day},,{day},{day}\r\n'
    )


def _number(each: PropertyPlan) -> str:
    if each.number is None:
        return ""
    end = f"-{each.end_number}" if each.end_number else ""
    return f"{each.number}{each.suffix}{end}"


def _spoken(name: Name, council: CouncilSettings) -> list[tuple[str, str]]:
    """Return a name with its language code, and the Welsh one where the council speaks it."""
    if not council.is_bilingual:
        return [(name.en, "ENG")]
    return [(name.en, "ENG"), (name.cy or name.en, "CYM")]


def _in(name: Name, language: str) -> str:
    return (name.cy if language == "CYM" else "") or name.en


def _place(point: Point, degrees: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f},{degrees[0]:.7f},{degrees[1]:.7f}"
