"""The formats of suppliers, row by row."""

import csv

import pytest

from moothall.places.gazetteers import flat, premium
from moothall.places.gazetteers.record import RowRefused
from moothall.places.tests import factories

HEADERS = factories.OPEN_DATA / "addresses" / "addressbase_headers"


def test_layouts_agree_with_the_published_column_orders() -> None:
    names = {
        11: (("USRN", 3), ("SWA_ORG_REF_NAMING", 5), ("STREET_START_X", 15)),
        15: (("STREET_DESCRIPTION", 4), ("TOWN_NAME", 6), ("LANGUAGE", 8)),
        21: (("LOGICAL_STATUS", 4), ("X_COORDINATE", 8), ("LOCAL_CUSTODIAN_CODE", 13),
             ("END_DATE", 16), ("POSTCODE_LOCATOR", 20)),
        24: (("LPI_KEY", 4), ("LANGUAGE", 5), ("SAO_TEXT", 15), ("PAO_TEXT", 20), ("USRN", 21)),
        28: (("UDPRN", 4), ("THOROUGHFARE", 11), ("POSTCODE", 15)),
        31: (("ORG_KEY", 4), ("ORGANISATION", 5), ("END_DATE", 8)),
        32: (("CLASS_KEY", 4), ("CLASSIFICATION_CODE", 5), ("END_DATE", 9)),
    }  # fmt: skip
    if not HEADERS.is_dir():
        assert {int(kind) for kind in premium.LAYOUTS} == {11, 15, 21, 23, 24, 28, 30, 31, 32}
        return

    for file in sorted(HEADERS.iterdir()):
        kind = file.name.split("_")[1]
        if kind not in premium.LAYOUTS:
            continue
        columns = next(csv.reader(file.open()))
        assert premium.LAYOUTS[kind].width == len(columns), file.name
        for name, position in names.get(int(kind), ()):
            assert columns[position] == name


def test_house_is_read() -> None:
    record = premium.read(factories.lpi(101, 1001, number=12, suffix="A", unit="FLAT 2"))

    assert record == (
        24, "I", "101", "L101ENG",
        ("ENG", "1", "", "", "", "", "", "FLAT 2", "12", "A", "", "", "", "1001"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["77", "I", "1", "5"], "unknown record type"),
        (factories.blpu(101)[:-1], "a record of type 21 must have 22 columns"),
        (factories.blpu("12x"), "UPRN is not a whole number"),
        (factories.blpu("1234567890123"), "UPRN is not a whole number"),
        (factories.blpu(101, change="X"), "unknown type of change"),
        (factories.blpu(101, status="2"), "unknown logical status"),
        (factories.blpu(101, at=("abc", "1")), "coordinates are not numbers"),
        (factories.blpu(101, at=("nan", "1")), "coordinates are outside the National Grid"),
        (factories.blpu(101, at=("9000000", "1")), "coordinates are outside the National Grid"),
        (factories.blpu(101, custodian="99999999"),
         "local custodian code is not a number of at most six digits"),
        (factories.lpi(101, ""), "USRN is not a whole number"),
        (factories.lpi(101, 1, language="FRA"), "unknown language"),
        (factories.descriptor(1001, " "), "a street without a name"),
    ],
)  # fmt: skip
def test_bad_row_is_refused_and_says_why(row: list[str], reason: str) -> None:
    with pytest.raises(RowRefused) as refused:
        premium.read(row)

    assert refused.value.reason == reason


def test_deletion_needs_no_more_than_its_key() -> None:
    row = factories.blpu(101, change="D", status="", at=("", ""), custodian="")

    assert premium.read(row).change == "D"


def test_unused_records_are_known_but_not_kept() -> None:
    assert premium.read(factories.cross_reference(101)) is None
    assert premium.read(factories.classification(101, scheme="VOA Special Category")) is None


def test_plus_row_becomes_its_parts() -> None:
    row = dict.fromkeys(flat.PLUS_COLUMNS, "") | {
        "UPRN": "0010001", "CHANGE_TYPE": "I", "X_COORDINATE": "394851.00",
        "Y_COORDINATE": "283194.00", "LATITUDE": "52.44", "LONGITUDE": "-2.07", "CLASS": "RD06",
        "LOCAL_CUSTODIAN_CODE": "4615", "SAO_TEXT": "FLAT 2", "PAO_START_NUMBER": "53",
        "PAO_START_SUFFIX": "B", "USRN": "11403559", "STREET_DESCRIPTION": "FALLOWFIELD ROAD",
        "ALT_LANGUAGE_STREET_DESCRIPTION": "HEOL Y MAES", "TOWN_NAME": "HALESOWEN",
        "POSTCODE_LOCATOR": "B63 1BZ",
    }  # fmt: skip

    record = flat.read_plus(row)
    facts, parts = flat.facts_and_parts(record.fields)

    assert record.subject == "10001"
    assert (facts.custodian, facts.usrn, facts.easting) == ("4615", "11403559", "394851.00")
    assert (parts.unit, parts.number, parts.street_cy) == ("FLAT 2", "53B", "HEOL Y MAES")


def test_core_row_names_its_council_by_gss_code() -> None:
    row = dict.fromkeys(flat.CORE_COLUMNS, "") | {
        "UPRN": "10001", "EASTING": "394851", "NORTHING": "283194", "GSS_CODE": "E07000991",
        "STREET_NAME": "Mill Lane", "BUILDING_NUMBER": "4", "CHANGE_CODE": "U",
    }  # fmt: skip

    record = flat.read_core(row)

    assert (record.change, flat.facts_and_parts(record.fields)[0].custodian) == ("U", "E07000991")
