"""Finding addresses and streets."""

import pytest
from django.db import connection

from moothall.kernel.tests.kit import NOW
from moothall.places import actions, queries, searching
from moothall.places.models import Address
from moothall.places.tests.factories import (
    blpu,
    classification,
    descriptor,
    forget_places,
    house,
    lpi,
    organisation,
    premium_file,
    street,
)

pytestmark = pytest.mark.django_db

NORTHVALE, SOUTHMERE = 9991, 9992


def streets():
    """Two councils' streets, the second's in two languages."""
    records = []
    for usrn, name, locality in (
        (1, "HIGH STREET", ""),
        (2, "HIGH STREET", "NETHERFOLD"),
        (3, "ST MARY'S ROAD", ""),
        (4, "KINGFISHER DRIVE", ""),
    ):
        records += [street(usrn), descriptor(usrn, name, locality=locality)]
    for usrn, name, name_cy in (
        (5, "HIGH STREET", "STRYD FAWR"),
        (6, "MEADOW ROAD", "HEOL Y DDÔL"),
    ):
        records += [
            street(usrn, custodian=SOUTHMERE, start=(330000, 289000), end=(330200, 289000)),
            descriptor(usrn, name, town="SOUTHMERE"),
            descriptor(usrn, name_cy, town="MERLLYN Y DE", language="CYM"),
        ]
    return records


def addresses():
    records = []
    for usrn, custodian, postcode in (
        (1, NORTHVALE, "QX1 1AA"), (2, NORTHVALE, "QX1 1AB"), (3, NORTHVALE, "QX1 1AC"),
        (4, NORTHVALE, "QX1 1AD"), (5, SOUTHMERE, "QW1 1AA"), (6, SOUTHMERE, "QX1 1AA"),
    ):  # fmt: skip
        for number in range(1, 15):
            at = (323000 + usrn * 1000 + number * 10, 289050)
            uprn = usrn * 1000 + number
            records += house(uprn, usrn, number, custodian=custodian, postcode=postcode, at=at)
            if custodian == SOUTHMERE:
                records.append(lpi(uprn, usrn, number=number, language="CYM"))
    for flat in range(1, 12):
        uprn = 7000 + flat
        records += [
            blpu(uprn, at=(324300, 289060), parent=1012),
            classification(uprn, "RD06"),
            lpi(uprn, 1, unit=f"FLAT {flat}", number=12),
        ]
    records += [
        blpu(8001, at=(324000, 289300)),
        lpi(8001, 3, building="ROSE COTTAGE"),
        blpu(8002, at=(324000, 289400)),
        lpi(8002, 3, building="NORTHVALE LIBRARY"),
        organisation(8002, "NORTHVALE LIBRARY"),
        blpu(8003, at=(324000, 289500)),
        lpi(8003, 1, number=20, to=22),
        blpu(8004, at=(324000, 289600), status="8"),
        lpi(8004, 1, number=99, status="8"),
    ]
    return records


@pytest.fixture(scope="module")
def gazetteer(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all tests here, none of which changes it."""
    path = premium_file(tmp_path_factory.mktemp("gazetteer") / "a.csv", [*streets(), *addresses()])
    with django_db_blocker.unblock():
        actions.load_addresses(paths=[path], now=NOW)
    yield
    with django_db_blocker.unblock():
        forget_places()


def found(text, custodian_code=NORTHVALE, **options):
    return [
        row.line.removesuffix(f", {row.postcode}")
        for row in queries.find_addresses(text, custodian_code=custodian_code, **options)
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "2 high st", "2 High Street", "2, High Str", "2 high stre", "  2 HIGH  ST. ", "high st 2",
        "2 hihg street", "2 high stret", "2 hgih st", "2 heigh street",
    ],
)  # fmt: skip
def test_spellings_lead_to_the_same_houses(gazetteer, typed) -> None:
    assert found(typed) == ["2 High Street, Northvale", "2 High Street, Netherfold, Northvale"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("flat 2 12 high str", "Flat 2, 12 High Street, Northvale"),
        ("Flat 2, 12 High Street, Northvale", "Flat 2, 12 High Street, Northvale"),
        ("flat 2 high str", "Flat 2, 12 High Street, Northvale"),
        ("apartment 2 12 high street", "Flat 2, 12 High Street, Northvale"),
        ("flat 2 hihg street", "Flat 2, 12 High Street, Northvale"),
        ("3 saint marys rd", "3 St Mary's Road, Northvale"),
        ("3 st mary’s road", "3 St Mary's Road, Northvale"),
        ("3 st marys raod", "3 St Mary's Road, Northvale"),
        ("5 kingfsher dr", "5 Kingfisher Drive, Northvale"),
        ("5 kingfisher", "5 Kingfisher Drive, Northvale"),
        ("rose cott", "Rose Cottage, St Mary's Road, Northvale"),
        ("rose cottage st marys", "Rose Cottage, St Mary's Road, Northvale"),
        ("library", "Northvale Library, St Mary's Road, Northvale"),
        ("northvale lib", "Northvale Library, St Mary's Road, Northvale"),
        ("20 high st", "20-22 High Street, Northvale"),
        ("20-22 high st", "20-22 High Street, Northvale"),
        ("2 high st netherfold", "2 High Street, Netherfold, Northvale"),
        ("2 high street northvale", "2 High Street, Northvale"),
        ("2 high st QX1 1AB", "2 High Street, Netherfold, Northvale"),
        ("qx11ab 2", "2 High Street, Netherfold, Northvale"),
        ("12 high st qx1 1aa", "12 High Street, Northvale"),
    ],
)
def test_what_is_typed_leads_to_the_address(gazetteer, typed, line) -> None:
    assert found(typed)[0] == line


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("3 stryd fawr", "3 Stryd Fawr, Merllyn y De, QW1 1AA"),
        ("3 heol y ddol", "3 Heol y Ddôl, Merllyn y De, QX1 1AA"),
        ("3 Heol y Ddôl", "3 Heol y Ddôl, Merllyn y De, QX1 1AA"),
        ("3 heol ddol", "3 Heol y Ddôl, Merllyn y De, QX1 1AA"),
        ("3 heol y ddoll", "3 Heol y Ddôl, Merllyn y De, QX1 1AA"),
        ("3 meadow road", "3 Heol y Ddôl, Merllyn y De, QX1 1AA"),
    ],
)
def test_address_is_found_in_either_language(gazetteer, typed, line) -> None:
    rows = queries.find_addresses(typed, custodian_code=SOUTHMERE)

    assert rows[0].line_in("cy") == line


def test_addresses_of_another_council_are_never_offered(gazetteer) -> None:
    texts = (
        "2 high st",
        "2 high st QX1 1AA",
        "QX1 1AA",
        "high st",
        "qx1",
        "2 hihg street",
        "flat 2 high st",
    )
    for text in texts:
        for code in (NORTHVALE, SOUTHMERE):
            rows = queries.find_addresses(text, custodian_code=code)
            assert {row.custodian_code for row in rows} <= {code}, text
    assert {row.custodian_code for row in queries.addresses_at_postcode("QX1 1AA")} == {
        NORTHVALE, SOUTHMERE,
    }  # fmt: skip


def test_street_without_a_number_lists_each_street_of_that_name(gazetteer) -> None:
    assert {line.split(" ", 1)[1] for line in found("high st")} >= {
        "High Street, Northvale",
        "High Street, Netherfold, Northvale",
    }


def test_number_that_is_not_there_leads_to_the_street(gazetteer) -> None:
    assert found("77 kingfisher drive")[:2] == [
        "1 Kingfisher Drive, Northvale",
        "2 Kingfisher Drive, Northvale",
    ]


def test_wrong_postcode_does_not_hide_the_address(gazetteer) -> None:
    assert found("5 kingfisher drive QX9 9ZZ") == ["5 Kingfisher Drive, Northvale"]
    assert found("5 kingfisher drive QX1 1AC") == ["5 Kingfisher Drive, Northvale"]


def test_flats_come_in_the_order_of_their_doors(gazetteer) -> None:
    lines = found("12 high st qx1 1aa", limit=20)

    assert lines == ["12 High Street, Northvale"] + [
        f"Flat {flat}, 12 High Street, Northvale" for flat in range(1, 12)
    ]


def test_historical_address_is_known_but_not_found(gazetteer) -> None:
    assert queries.address(8004).line == "99 High Street, Northvale, QX1 1AA"
    assert "99 High Street, Northvale" not in found("99 high st")


@pytest.mark.parametrize(
    "typed",
    ["", " ", "%", "'", "\\", "a' OR 1=1 --", "&|!:*()", "\x00", "zzzz", "flat", "flat 2",
     "é" * 500, "1" * 40, "12 " * 60, "high_st", "<script>", "qx", "st", "y", "፩ high st",
     "high st ፩a", "² high st"],
)  # fmt: skip
def test_strange_text_finds_little_and_breaks_nothing(gazetteer, typed) -> None:
    assert isinstance(found(typed), list)


def test_limit_is_kept(gazetteer) -> None:
    assert len(found("high st", limit=3)) == 3
    assert len(found("QX1 1AA", limit=5)) == 5


def test_postcode_is_understood_however_it_is_written(gazetteer) -> None:
    for text in ("QX1 1AC", "qx11ac", " qx1  1ac "):
        assert len(queries.addresses_at_postcode(text)) == 14
    assert queries.addresses_at_postcode("QX1 1A") == []
    assert queries.addresses_at_postcode("") == []


def test_postcode_can_be_asked_of_one_council(gazetteer, northvale) -> None:
    rows = queries.addresses_at_postcode("QX1 1AA", gss_code=northvale.gss_code)

    assert {row.custodian_code for row in rows} == {NORTHVALE}
    assert queries.addresses_at_postcode("QX1 1AA", gss_code="E99999999") == []


def test_nearest_addresses_come_first_with_their_distance(gazetteer) -> None:
    rows = queries.nearest_addresses(327052, 289050, limit=3)

    assert [(row.line.split(",")[0], row.distance) for row in rows] == [
        ("5 Kingfisher Drive", 2.0), ("6 Kingfisher Drive", 8.0), ("4 Kingfisher Drive", 12.0),
    ]  # fmt: skip
    assert queries.nearest_addresses(100000, 900000) == []
    near_southmere = queries.nearest_addresses(327052, 289050, custodian_code=SOUTHMERE)
    assert {row.custodian_code for row in near_southmere} == {SOUTHMERE}


def test_nearest_street_is_by_line_or_by_house(gazetteer) -> None:
    by_house = queries.nearest_street(327052, 289051)
    by_line = queries.nearest_street(330100, 289003)

    assert (by_house.name, round(by_house.distance)) == ("Kingfisher Drive", 2)
    assert (by_line.usrn, round(by_line.distance)) == (5, 3)
    assert queries.nearest_street(100000, 900000) is None


def test_addresses_are_fetched_together(gazetteer, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        rows = queries.addresses([1001, 1002, 4])

    assert sorted(rows) == [1001, 1002]
    assert queries.address(4) is None


def test_every_search_uses_an_index(gazetteer, monkeypatch) -> None:
    with connection.cursor() as cursor:
        # Enough addresses of others that reading all of them is not the fastest way
        others = {
            "uprn": "uprn + 1000000 * n",
            "usrn": "usrn + 1000 * n",
            "custodian_code": "custodian_code + 10 * (n % 3)",
            "postcode_key": "postcode_key || n",
            "search_key": "n || search_key",
            "words": "words || n",
        }
        columns = [f.column for f in Address._meta.local_concrete_fields if not f.generated]
        copied = ", ".join(others.get(column, column) for column in columns)
        cursor.execute(
            f"INSERT INTO places_address ({', '.join(columns)}) "
            f"SELECT {copied} FROM places_address, generate_series(1, 150) n"
        )
        cursor.execute("SELECT session_user")
        cursor.execute(f'SET LOCAL ROLE "{cursor.fetchone()[0]}"')
        cursor.execute("ANALYZE places_address")
    plans = []
    fetch = searching._fetch

    def explained(query, values):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query}", values)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return fetch(query, values)

    monkeypatch.setattr(searching, "_fetch", explained)
    texts = (
        "QX1 1AA",
        "qx1",
        "2 high st",
        "high st",
        "flat 2 high st",
        "library rose",
        "2 hihg strete",
    )
    for text in texts:
        queries.find_addresses(text, custodian_code=NORTHVALE)
    queries.addresses_at_postcode("QX1 1AA")

    assert len(plans) > 10
    assert [plan for plan in plans if "Seq Scan on places_address" in plan] == []
    used = "\n".join(plans)
    for index in (
        "address_by_postcode", "address_by_beginning", "address_by_words", "address_by_street",
    ):  # fmt: skip
        assert index in used


def test_places_stand_outside_row_security(gazetteer) -> None:
    assert Address.objects.count() > 90  # no council is in force
