"""How the records about one address become its row: which name, which language, which postcode."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from moothall.places.address_lines import AddressParts, Composed, compose, numbered, unit_of
from moothall.places.address_text import search_key, title_case
from moothall.places.gazetteers import premium
from moothall.places.gazetteers.flat import FLAT, facts_and_parts

#: The records about one subject: kind, then key, then the fields that are kept.
Records = dict[int, dict[str, list[str]]]

_APPROVED, _PROVISIONAL, _HISTORICAL = "1", "6", "8"
#: Which name of a place counts most: the approved one, then the provisional, then others.
_RANK = {_APPROVED: 0, _PROVISIONAL: 1, "3": 2, _HISTORICAL: 3}
_IN_USE = frozenset({_APPROVED, _PROVISIONAL})
_WELSH = frozenset({"CYM", "BIL"})
#: Where the number of its street stands in what is kept of an LPI.
_USRN = 13
_DEMOLISHED = "4"
_STREET_RECORD = "PS"
#: How a row of AddressBase Plus or Core says that it is no longer in use.
_FLAT_GONE = _DEMOLISHED


class StreetText(NamedTuple):
    """What an address takes from its street."""

    name: str = ""
    name_cy: str = ""
    locality: str = ""
    locality_cy: str = ""
    town: str = ""
    town_cy: str = ""


_NO_STREET = StreetText()


class Assembled(NamedTuple):
    """An address put together: its own columns and those of its text."""

    parent_uprn: int | None
    usrn: int | None
    custodian_code: int | None
    classification_code: str
    logical_status: int
    is_offered: bool
    easting: float
    northing: float
    latitude: float
    longitude: float
    text: Composed


def usrns_of(records: Records) -> list[str]:
    """Return the streets that an address may be on."""
    return [lpi[_USRN] for lpi in records.get(premium.LPI, {}).values()]


def assemble(
    records: Records, streets: Mapping[str, StreetText], custodians: Mapping[str, int]
) -> Assembled | None:
    """Return the row that the records about an address make, or nothing if they make none."""
    if FLAT in records:
        return _assemble_flat(records[FLAT][""], custodians)
    blpu = records.get(premium.BLPU, {}).get("")
    if blpu is None:
        return None
    lpi, welsh = _names(records)
    delivery_point = _first(records, premium.DELIVERY_POINT)
    if lpi is None and delivery_point is None:
        return None
    status, state, parent, x, y, latitude, longitude, custodian, ended, locator = blpu
    postcode = (delivery_point[8] if delivery_point else "") or locator
    street = streets.get(lpi[_USRN], _NO_STREET) if lpi else _NO_STREET
    organisation = _first(records, premium.ORGANISATION, ended=1)
    name = organisation[0] if organisation else (delivery_point[0] if delivery_point else "")
    classification = _classification(records)
    offered = (
        status in _IN_USE
        and state != _DEMOLISHED
        and not ended
        and not classification.startswith(_STREET_RECORD)
    )
    if lpi is None or welsh is None:
        parts = _postal_parts(delivery_point or [""] * 9, name, postcode)
    else:
        parts = _parts(lpi, welsh, street, delivery_point, name, postcode)
    return Assembled(
        parent_uprn=int(parent) if parent else None,
        usrn=int(lpi[_USRN]) if lpi else None,
        custodian_code=int(custodian),
        classification_code=classification,
        logical_status=int(status),
        is_offered=offered,
        easting=float(x),
        northing=float(y),
        latitude=float(latitude or 0),
        longitude=float(longitude or 0),
        text=compose(parts),
    )


def street_row(records: Records) -> dict[str, Any] | None:
    """Return the columns of a street, or nothing if the records give it no name."""
    descriptors = records.get(premium.DESCRIPTOR, {})
    english = descriptors.get("ENG") or descriptors.get("BIL") or descriptors.get("GAE")
    welsh = descriptors.get("CYM")
    main = english or welsh
    if main is None:
        return None
    geometry = records.get(premium.STREET, {}).get("", ("",) * 10)
    places = [float(value) if value else None for value in geometry[2:]]
    if places[0] is None or places[4] is None:
        places = [None] * 8
    name_cy = welsh[0] if welsh and welsh[0] != main[0] else ""
    return {
        "search_key": search_key(main[0]),
        "search_key_cy": search_key(name_cy),
        "authority_code": int(geometry[0]) if geometry[0].isdecimal() else None,
        "name": title_case(main[0]),
        "name_cy": title_case(name_cy),
        "locality": title_case(main[1]),
        "locality_cy": title_case(welsh[1]) if welsh and welsh[1] != main[1] else "",
        "town": title_case(main[2]),
        "town_cy": title_case(welsh[2]) if welsh and welsh[2] != main[2] else "",
        "start_easting": places[0],
        "start_northing": places[1],
        "start_latitude": places[2],
        "start_longitude": places[3],
        "end_easting": places[4],
        "end_northing": places[5],
        "end_latitude": places[6],
        "end_longitude": places[7],
    }


def flat_street(records: Records) -> tuple[str, str | None, AddressParts] | None:
    """Return the street that a flat row names: its USRN, its custodian and its text."""
    if FLAT not in records:
        return None
    facts, parts = facts_and_parts(records[FLAT][""])
    return (facts.usrn, facts.custodian, parts) if facts.usrn and parts.street else None


def _assemble_flat(fields: Sequence[str], custodians: Mapping[str, int]) -> Assembled | None:
    facts, parts = facts_and_parts(fields)
    if not (parts.street or parts.building or parts.organisation):
        return None
    if facts.custodian.isdecimal():
        custodian: int | None = int(facts.custodian)
    else:
        custodian = custodians.get(facts.custodian)
    gone = facts.state == _FLAT_GONE
    return Assembled(
        parent_uprn=int(facts.parent_uprn) if facts.parent_uprn else None,
        usrn=int(facts.usrn) if facts.usrn else None,
        custodian_code=custodian,
        classification_code=facts.classification_code[:6],
        logical_status=int(_HISTORICAL if gone else _APPROVED),
        is_offered=not gone and not facts.classification_code.startswith(_STREET_RECORD),
        easting=float(facts.easting),
        northing=float(facts.northing),
        latitude=float(facts.latitude or 0),
        longitude=float(facts.longitude or 0),
        text=compose(parts),
    )


def _parts(  # noqa: PLR0917 - private, in the order of its one caller
    lpi: list[str],
    welsh: list[str],
    street: StreetText,
    delivery_point: list[str] | None,
    organisation: str,
    postcode: str,
) -> AddressParts:
    unit = _unit(lpi)
    unit_cy = _unit(welsh) if welsh is not lpi else unit
    return AddressParts(
        organisation=organisation,
        unit=unit,
        unit_cy=unit_cy if unit_cy != unit else "",
        building=lpi[12],
        building_cy=welsh[12] if welsh[12] != lpi[12] else "",
        number=numbered(lpi[8], lpi[9], lpi[10], lpi[11]),
        street=street.name or (delivery_point[5] if delivery_point else ""),
        street_cy=street.name_cy,
        locality=street.locality,
        locality_cy=street.locality_cy,
        town=street.town or (delivery_point[7] if delivery_point else ""),
        town_cy=street.town_cy,
        postcode=postcode,
    )


def _postal_parts(delivery_point: list[str], organisation: str, postcode: str) -> AddressParts:
    """Return the parts of an address that only the post has a name for."""
    _, unit, building, number, dependent, through, locality, town, _ = delivery_point
    return AddressParts(
        organisation=organisation,
        unit=unit,
        building=building,
        number=number,
        street=dependent or through,
        locality=locality,
        town=town,
        postcode=postcode,
    )


def _unit(lpi: Sequence[str]) -> str:
    return unit_of(lpi[7], numbered(lpi[3], lpi[4], lpi[5], lpi[6]))


def _names(records: Records) -> tuple[list[str] | None, list[str] | None]:
    """
    Return the English and the Welsh name that count most, one standing in for the other.

    Bilingual names count in both languages.
    """
    names = records.get(premium.LPI)
    if not names:
        return None, None
    if len(names) == 1:
        (only,) = names.values()
        return only, only
    in_order = sorted(names.items(), key=_weight)
    english = next((lpi for _, lpi in in_order if lpi[0] != "CYM"), None)
    welsh = next((lpi for _, lpi in in_order if lpi[0] in _WELSH), None)
    return english or welsh, welsh or english


def _weight(item: tuple[str, list[str]]) -> tuple[int, bool, str]:
    key, lpi = item
    return _RANK[lpi[1]], bool(lpi[2]), key


def _classification(records: Records) -> str:
    found = _first(records, premium.CLASSIFICATION, ended=2)
    return found[0][:6] if found else ""


def _first(records: Records, kind: int, *, ended: int | None = None) -> list[str] | None:
    """Return the first record of a kind by its key, those that have not ended before others."""
    found = records.get(kind)
    if not found:
        return None
    if len(found) == 1:
        return next(iter(found.values()))
    in_order = [found[key] for key in sorted(found)]
    if ended is not None:
        in_order.sort(key=lambda fields: bool(fields[ended]))
    return in_order[0]
