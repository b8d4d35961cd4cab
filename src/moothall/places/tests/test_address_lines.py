"""Addresses put together from their parts."""

from moothall.places.address_lines import AddressParts, compose, numbered, unit_of


def test_flat_in_a_named_building_has_every_part_in_order() -> None:
    address = compose(
        AddressParts(
            unit="FLAT 2",
            building="ROSE HOUSE",
            number="12A",
            street="HIGH STREET",
            locality="NETHERFOLD",
            town="ALDERMOOR",
            postcode="QX11AA",
        )
    )

    assert address.line == "Flat 2, Rose House, 12A High Street, Netherfold, Aldermoor, QX1 1AA"
    assert address.line_cy == ""
    assert address.search_key == "12a high st netherfold aldermoor"
    assert address.words == "12a flat 2 rose hse high st netherfold aldermoor qx1 1aa qx11aa"
    assert (address.house_number, address.number_key, address.unit_key) == (12, "12a", "flat 2")


def test_welsh_line_takes_what_is_different_and_keeps_the_rest() -> None:
    address = compose(
        AddressParts(
            unit="FLAT 1",
            unit_cy="FFLAT 1",
            number="3",
            street="MEADOW ROAD",
            street_cy="HEOL Y DDÔL",
            town="CWM HELYG",
            postcode="QW1 1AA",
        )
    )

    assert address.line == "Flat 1, 3 Meadow Road, Cwm Helyg, QW1 1AA"
    assert address.line_cy == "Fflat 1, 3 Heol y Ddôl, Cwm Helyg, QW1 1AA"
    assert {"heol", "y", "ddol", "meadow"} <= set(address.words.split())


def test_organisation_that_is_also_the_building_is_named_once() -> None:
    address = compose(
        AddressParts(
            organisation="NORTHVALE LIBRARY", building="NORTHVALE LIBRARY", street="MILL LANE"
        )
    )

    assert address.line == "Northvale Library, Mill Lane"
    assert address.search_key == "northvale library mill ln"


def test_locality_that_is_also_the_town_is_named_once() -> None:
    address = compose(AddressParts(number="1", street="MILL LANE", locality="WICK", town="WICK"))

    assert address.line == "1 Mill Lane, Wick"


def test_range_of_numbers_is_found_by_its_first() -> None:
    address = compose(AddressParts(number="12-14", street="HIGH STREET"))

    assert address.line == "12-14 High Street"
    assert address.search_key == "12 high st"
    assert {"12", "14"} <= set(address.words.split())


def test_numbers_are_written_as_on_the_door() -> None:
    assert numbered("12", "A", "", "") == "12A"
    assert numbered("12", "", "14", "B") == "12-14B"
    assert numbered("", "", "", "") == ""


def test_unit_is_text_then_number() -> None:
    assert unit_of("FLAT", "2") == "FLAT 2"
    assert unit_of("THE ANNEXE", "2") == "THE ANNEXE, 2"
    assert unit_of("FLAT 2", "") == "FLAT 2"
    assert unit_of("", "2") == "2"
