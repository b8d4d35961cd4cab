"""AddressBase Plus and AddressBase Core CSV: one row an address, all of it in the row."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from moothall.places.address_lines import AddressParts, numbered, unit_of
from moothall.places.gazetteers.record import (
    Record,
    RowRefused,
    check_code,
    check_coordinates,
    check_degrees,
    checked_number,
)

FLAT = 50

PLUS_COLUMNS = tuple(
    """
    UPRN UDPRN CHANGE_TYPE STATE STATE_DATE CLASS PARENT_UPRN X_COORDINATE Y_COORDINATE
    LATITUDE LONGITUDE RPC LOCAL_CUSTODIAN_CODE COUNTRY LA_START_DATE LAST_UPDATE_DATE
    ENTRY_DATE RM_ORGANISATION_NAME LA_ORGANISATION DEPARTMENT_NAME LEGAL_NAME
    SUB_BUILDING_NAME BUILDING_NAME BUILDING_NUMBER SAO_START_NUMBER SAO_START_SUFFIX
    SAO_END_NUMBER SAO_END_SUFFIX SAO_TEXT ALT_LANGUAGE_SAO_TEXT PAO_START_NUMBER
    PAO_START_SUFFIX PAO_END_NUMBER PAO_END_SUFFIX PAO_TEXT ALT_LANGUAGE_PAO_TEXT USRN
    USRN_MATCH_INDICATOR AREA_NAME LEVEL OFFICIAL_FLAG OS_ADDRESS_TOID
    OS_ADDRESS_TOID_VERSION OS_ROADLINK_TOID OS_ROADLINK_TOID_VERSION OS_TOPO_TOID
    OS_TOPO_TOID_VERSION VOA_CT_RECORD VOA_NDR_RECORD STREET_DESCRIPTION
    ALT_LANGUAGE_STREET_DESCRIPTION DEPENDENT_THOROUGHFARE THOROUGHFARE
    WELSH_DEPENDENT_THOROUGHFARE WELSH_THOROUGHFARE DOUBLE_DEPENDENT_LOCALITY
    DEPENDENT_LOCALITY LOCALITY WELSH_DEPENDENT_LOCALITY WELSH_DOUBLE_DEPENDENT_LOCALITY
    TOWN_NAME ADMINISTRATIVE_AREA POST_TOWN WELSH_POST_TOWN POSTCODE POSTCODE_LOCATOR
    POSTCODE_TYPE DELIVERY_POINT_SUFFIX ADDRESSBASE_POSTAL PO_BOX_NUMBER WARD_CODE
    PARISH_CODE RM_START_DATE MULTI_OCC_COUNT VOA_NDR_P_DESC_CODE VOA_NDR_SCAT_CODE
    ALT_LANGUAGE
    """.split()  # noqa: SIM905 - one word a line would fill three screens
)
CORE_COLUMNS = tuple(
    """
    UPRN PARENT_UPRN UDPRN USRN TOID CLASSIFICATION_CODE EASTING NORTHING LATITUDE LONGITUDE
    RPC LAST_UPDATE_DATE SINGLE_LINE_ADDRESS PO_BOX ORGANISATION SUB_BUILDING BUILDING_NAME
    BUILDING_NUMBER STREET_NAME LOCALITY TOWN_NAME POST_TOWN ISLAND POSTCODE
    DELIVERY_POINT_SUFFIX GSS_CODE CHANGE_CODE
    """.split()  # noqa: SIM905 - one word a line would fill three screens
)


class FlatFacts(NamedTuple):
    """What a flat row says of an address beside the parts of its text."""

    parent_uprn: str
    usrn: str
    custodian: str
    classification_code: str
    state: str
    easting: str
    northing: str
    latitude: str
    longitude: str


def facts_and_parts(fields: Sequence[str]) -> tuple[FlatFacts, AddressParts]:
    """Return the two halves of a staged flat record."""
    width = len(FlatFacts._fields)
    return FlatFacts(*fields[:width]), AddressParts(*fields[width:])


def read_plus(row: Mapping[str, str]) -> Record:
    """
    Return what a row of AddressBase Plus says.

    :raises RowRefused: if it cannot be used, and why
    """
    sao = numbered(*(row[f"SAO_{part}"] for part in _NUMBER_PARTS))
    pao = numbered(*(row[f"PAO_{part}"] for part in _NUMBER_PARTS))
    parts = AddressParts(
        organisation=row["LA_ORGANISATION"] or row["RM_ORGANISATION_NAME"],
        unit=unit_of(row["SAO_TEXT"], sao) or row["SUB_BUILDING_NAME"],
        unit_cy=row["ALT_LANGUAGE_SAO_TEXT"],
        building=row["PAO_TEXT"] or ("" if pao else row["BUILDING_NAME"]),
        building_cy=row["ALT_LANGUAGE_PAO_TEXT"],
        number=pao or row["BUILDING_NUMBER"],
        street=row["STREET_DESCRIPTION"] or row["THOROUGHFARE"],
        street_cy=row["ALT_LANGUAGE_STREET_DESCRIPTION"] or row["WELSH_THOROUGHFARE"],
        locality=row["LOCALITY"] or row["DEPENDENT_LOCALITY"],
        locality_cy=row["WELSH_DEPENDENT_LOCALITY"],
        town=row["TOWN_NAME"] or row["POST_TOWN"],
        town_cy=row["WELSH_POST_TOWN"],
        postcode=row["POSTCODE"] or row["POSTCODE_LOCATOR"],
    )
    facts = FlatFacts(
        parent_uprn=row["PARENT_UPRN"],
        usrn=row["USRN"],
        custodian=row["LOCAL_CUSTODIAN_CODE"],
        classification_code=row["CLASS"],
        state=row["STATE"],
        easting=row["X_COORDINATE"],
        northing=row["Y_COORDINATE"],
        latitude=row["LATITUDE"],
        longitude=row["LONGITUDE"],
    )
    return _record(row, row["CHANGE_TYPE"], facts, parts)


def read_core(row: Mapping[str, str]) -> Record:
    """
    Return what a row of AddressBase Core says; its council is a GSS code.

    :raises RowRefused: if it cannot be used, and why
    """
    parts = AddressParts(
        organisation=row["ORGANISATION"],
        unit=row["SUB_BUILDING"],
        building=row["BUILDING_NAME"],
        number=row["BUILDING_NUMBER"],
        street=row["STREET_NAME"],
        locality=row["LOCALITY"],
        town=row["TOWN_NAME"] or row["POST_TOWN"],
        postcode=row["POSTCODE"],
    )
    facts = FlatFacts(
        parent_uprn=row["PARENT_UPRN"],
        usrn=row["USRN"],
        custodian=row["GSS_CODE"],
        classification_code=row["CLASSIFICATION_CODE"],
        state="",
        easting=row["EASTING"],
        northing=row["NORTHING"],
        latitude=row["LATITUDE"],
        longitude=row["LONGITUDE"],
    )
    return _record(row, row["CHANGE_CODE"] or "I", facts, parts)


_NUMBER_PARTS = ("START_NUMBER", "START_SUFFIX", "END_NUMBER", "END_SUFFIX")


def _record(row: Mapping[str, str], change: str, facts: FlatFacts, parts: AddressParts) -> Record:
    if change not in {"I", "U", "D"}:
        raise RowRefused("unknown type of change", change[:20])
    subject = checked_number(row["UPRN"], "UPRN")
    if change != "D":
        check_coordinates(facts.easting, facts.northing)
        check_degrees(facts.latitude, facts.longitude)
        if facts.custodian.isdecimal():
            check_code(facts.custodian, "local custodian code")
        if facts.usrn:
            checked_number(facts.usrn, "USRN")
        if facts.parent_uprn:
            checked_number(facts.parent_uprn, "parent UPRN")
    return Record(FLAT, change, subject, "", (*facts, *parts))
