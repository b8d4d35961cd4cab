"""Taking in supplies of addresses."""

import csv

import pytest
from django.db import connection

from moothall.kernel.errors import Conflict
from moothall.kernel.tests.kit import NOW
from moothall.places import actions, queries
from moothall.places.gazetteers import flat
from moothall.places.gazetteers.record import SupplyRefused
from moothall.places.loading import staging
from moothall.places.loading.report import QualityReport
from moothall.places.models import Address, Load, Street
from moothall.places.tests import factories
from moothall.places.tests.factories import high_street, premium_file

pytestmark = pytest.mark.django_db

PLUS_SAMPLE = factories.OPEN_DATA / "addresses" / "addressbase_plus_sample.csv"


def load(*paths, **options):
    return actions.load_addresses(paths=paths, now=NOW, **options)


def lines():
    return list(Address.objects.order_by("uprn").values_list("line", flat=True))


def staged():
    with connection.cursor() as cursor:
        counts = []
        for table in staging.TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return counts


def test_full_supply_is_shown_and_reported(tmp_path) -> None:
    path = premium_file(tmp_path / "a.csv", [*high_street(2), factories.cross_reference(101)])

    loaded = load(path)

    assert lines() == ["1 High Street, Northvale, QX1 1AA", "2 High Street, Northvale, QX1 1AA"]
    report = loaded.load.report
    assert report["read"] == {
        "10": 1,
        "11": 1,
        "15": 1,
        "21": 2,
        "23": 1,
        "24": 2,
        "32": 2,
        "99": 1,
    }
    assert (report["kept"], report["refused"]) == (8, {})
    assert report["not_used"] == {"about the file": 2, "type 23": 1}
    assert report["results"]["Addresses added"] == 2
    assert report["results"]["Streets added"] == 1
    assert staged() == [0, 0, 0]


def test_same_supply_again_changes_nothing_and_says_so(tmp_path) -> None:
    path = premium_file(tmp_path / "a.csv", high_street(2))
    first = load(path)

    second = load(path)

    assert second.was_loaded_before
    assert second.load.pk == first.load.pk
    assert Load.objects.count() == 1


def test_same_content_in_another_file_changes_no_row(tmp_path) -> None:
    load(premium_file(tmp_path / "a.csv", high_street(3)))

    again = load(premium_file(tmp_path / "b.csv", list(high_street(3)), day="2026-02-01"))

    assert not again.was_loaded_before
    assert {k: v for k, v in again.load.report["results"].items() if v} == {"Addresses in all": 3}


def test_bad_rows_are_refused_with_their_lines_and_the_rest_is_loaded(tmp_path) -> None:
    records = high_street(2)
    records.insert(2, factories.blpu("none"))
    records += [factories.blpu(500, at=(0, 0)), ["24", "I", "1"], factories.blpu(501, at=(0, 0))]

    loaded = load(premium_file(tmp_path / "a.csv", records))

    assert len(lines()) == 2
    refused = loaded.load.report["refused"]
    assert refused["UPRN is not a whole number"] == {
        "count": 1, "examples": ["a.csv, line 4: none"],
    }  # fmt: skip
    assert refused["coordinates are outside the National Grid"]["count"] == 2
    assert refused["a record of type 24 must have 26 columns"]["examples"] == ["a.csv, line 12: 3"]
    assert QualityReport.from_json(loaded.load.report).rows_refused == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"count": 3}, "its trailer record promises 3 records and it holds 8"),
        ({"with_trailer": False}, "it has no trailer record"),
        ({"with_header": False}, "does not begin with its header record"),
    ],
)
def test_broken_file_is_refused_whole(tmp_path, options, message) -> None:
    load(premium_file(tmp_path / "good.csv", high_street(1)))

    with pytest.raises(SupplyRefused, match=message):
        load(premium_file(tmp_path / "bad.csv", high_street(2), **options))

    assert lines() == ["1 High Street, Northvale, QX1 1AA"]
    assert staged() == [0, 0, 0]
    assert Load.objects.latest("pk").state == Load.State.REFUSED


@pytest.mark.parametrize(
    "content", [b"\x89PNG\x00\x01", b"<html>no addresses</html>", b"", b"a,b,c\n1,2,3\n"]
)
def test_file_of_something_else_is_refused(tmp_path, content) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)

    with pytest.raises(SupplyRefused):
        load(path)


def test_rows_after_the_trailer_are_refused_whole(tmp_path) -> None:
    path = premium_file(tmp_path / "a.csv", high_street(1))
    path.write_bytes(path.read_bytes() * 2)

    with pytest.raises(SupplyRefused, match="goes on after its trailer"):
        load(path)

    assert lines() == []


def test_text_that_is_not_utf8_is_read_and_noted(tmp_path) -> None:
    records = [factories.street(1001), factories.descriptor(1001, "HEOL Y DDÔL")]
    path = premium_file(tmp_path / "a.csv", [*records, *factories.house(101, 1001, 1)])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))

    loaded = load(path)

    assert lines() == ["1 Heol y Ddôl, Northvale, QX1 1AA"]
    noted = loaded.load.report["noted"]["text that is not UTF-8, read as Windows-1252"]
    assert noted == {"count": 1, "examples": ["a.csv, line 3"]}


def test_records_delivered_twice_are_counted_and_the_last_one_used(tmp_path) -> None:
    records = [*high_street(1), factories.lpi(101, 1001, number=7)]

    loaded = load(premium_file(tmp_path / "a.csv", records))

    assert lines() == ["7 High Street, Northvale, QX1 1AA"]
    assert loaded.load.report["noted"]["records delivered twice, the last one used"]["count"] == 1


def test_files_by_kind_of_record_are_loaded_as_one(tmp_path) -> None:
    by_kind: dict[str, list] = {}
    for record in high_street(2):
        by_kind.setdefault(record[0], []).append(record)
    paths = []
    for kind, records in by_kind.items():
        path = tmp_path / f"{kind}.csv"
        with path.open("w", newline="") as file:
            names = ["RECORD_IDENTIFIER", *(f"C{i}" for i in range(1, len(records[0])))]
            csv.writer(file).writerows([names, *records])
        paths.append(path)

    load(*reversed(paths))

    assert len(lines()) == 2


def test_welsh_names_make_a_welsh_line(tmp_path) -> None:
    records = [
        factories.street(1001),
        factories.descriptor(1001, "MEADOW ROAD", town="SOUTHMERE"),
        factories.descriptor(1001, "HEOL Y DDÔL", town="MERLLYN Y DE", language="CYM"),
        factories.blpu(101, custodian=9992),
        factories.classification(101, "RD06"),
        factories.lpi(101, 1001, number=3, unit="FLAT 1"),
        factories.lpi(101, 1001, number=3, unit="FFLAT 1", language="CYM"),
    ]

    load(premium_file(tmp_path / "a.csv", records))

    row = queries.address(101)
    assert row.line_in("en") == "Flat 1, 3 Meadow Road, Southmere, QX1 1AA"
    assert row.line_in("cy") == "Fflat 1, 3 Heol y Ddôl, Merllyn y De, QX1 1AA"


def test_approved_name_counts_more_than_others(tmp_path) -> None:
    records = [
        *high_street(1),
        factories.lpi(101, 1001, key="A-OLD", number=99, status="8"),
        factories.lpi(101, 1001, key="B-ALTERNATIVE", building="OLD BAKERY", status="3"),
    ]

    load(premium_file(tmp_path / "a.csv", records))

    assert lines() == ["1 High Street, Northvale, QX1 1AA"]


@pytest.mark.parametrize(
    "options", [{"status": "8"}, {"state": "4"}, {"end": "2025-01-01"}], ids=str
)
def test_address_that_is_gone_stays_known_but_is_not_offered(tmp_path, options) -> None:
    records = [*high_street(1), *factories.house(200, 1001, 50, **options)]

    load(premium_file(tmp_path / "a.csv", records))

    assert queries.address(200).is_offered is False
    assert [row.uprn for row in queries.addresses_at_postcode("QX1 1AA")] == [101]


def test_address_that_only_the_post_names_is_kept(tmp_path) -> None:
    records = [
        factories.blpu(101, postcode=""),
        factories.delivery_point(101, organisation="CORNER SHOP", number=5, street="MILL LANE"),
    ]

    load(premium_file(tmp_path / "a.csv", records))

    assert lines() == ["Corner Shop, 5 Mill Lane, Northvale, QX1 1AA"]


def test_complete_supply_removes_what_it_lacks_of_that_council_alone(tmp_path) -> None:
    other = factories.house(900, 1001, 90, custodian=9992)
    load(premium_file(tmp_path / "a.csv", [*high_street(3), *other]))

    loaded = load(
        premium_file(tmp_path / "b.csv", high_street(2), day="2026-02-01"), complete_for=[9991]
    )

    assert [row.uprn for row in Address.objects.order_by("uprn")] == [101, 102, 900]
    assert loaded.load.report["results"]["Addresses removed"] == 1


def test_full_supply_forgets_names_it_no_longer_has(tmp_path) -> None:
    alternative = factories.lpi(101, 1001, key="A", building="OLD BAKERY", status="1")
    load(premium_file(tmp_path / "a.csv", [*high_street(1), alternative]))
    assert lines() == ["Old Bakery, High Street, Northvale, QX1 1AA"]

    load(premium_file(tmp_path / "b.csv", high_street(1), day="2026-02-01"))

    assert lines() == ["1 High Street, Northvale, QX1 1AA"]


def test_nothing_is_seen_before_everything_is(tmp_path) -> None:
    seen = []
    path = premium_file(tmp_path / "a.csv", high_street(20))

    load(
        path, batch=7, progress=lambda step, done, of: seen.append((step, Address.objects.count()))
    )

    assert {count for step, count in seen if step in {"reading", "preparing"}} == {0}
    assert [step for step, _ in seen].count("reading") > 5
    assert Address.objects.count() == 20


@pytest.mark.parametrize("batch", [1, 2, 5, 1000])
def test_size_of_the_batches_makes_no_difference(tmp_path, batch) -> None:
    load(premium_file(tmp_path / "a.csv", high_street(5)), batch=batch)

    assert len(lines()) == 5


def test_interrupted_load_goes_on_where_it_was(tmp_path) -> None:
    path = premium_file(tmp_path / "a.csv", high_street(20))
    steps = []

    def stop(step, done, of):
        steps.append(step)
        if len(steps) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(path, batch=10, progress=stop)
    left = Load.objects.get()
    assert (left.state, left.position["ordinal"] >= 40) == (Load.State.READING, True)
    read_again = []

    loaded = load(path, batch=10, progress=lambda step, done, of: read_again.append(step))

    assert loaded.load.pk == left.pk
    assert read_again.count("reading") < steps.count("reading") + 2
    assert loaded.load.report["kept"] == 62
    assert len(lines()) == 20


def test_staging_lost_in_a_crash_of_the_server_begins_anew(tmp_path) -> None:
    path = premium_file(tmp_path / "a.csv", high_street(20))

    def stop(step, done, of):
        if step == "preparing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(path, batch=10, progress=stop)
    staging.empty()  # what PostgreSQL does to unlogged tables when it was killed

    loaded = load(path)

    assert len(lines()) == 20
    assert set(Load.objects.values_list("state", flat=True)) == {"abandoned", "finished"}
    assert loaded.load.report["kept"] == 62


def test_other_supply_takes_the_place_of_an_unfinished_one(tmp_path) -> None:
    def stop(step, done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(premium_file(tmp_path / "a.csv", high_street(20)), batch=10, progress=stop)

    load(premium_file(tmp_path / "b.csv", high_street(1)))

    assert len(lines()) == 1
    assert Load.objects.earliest("pk").state == Load.State.ABANDONED


def test_two_loads_do_not_run_at_once(tmp_path, monkeypatch) -> None:
    path = premium_file(tmp_path / "a.csv", high_street(1))
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [actions._LOCK])

    try:
        with pytest.raises(Conflict, match="Another load"):
            load(path)
    finally:
        other.close()

    assert lines() == []


def test_plus_file_without_column_names_is_known_by_its_width(tmp_path) -> None:
    row = dict.fromkeys(flat.PLUS_COLUMNS, "") | {
        "UPRN": "10001", "CHANGE_TYPE": "I", "STATE": "2", "CLASS": "RD04", "USRN": "11403559",
        "X_COORDINATE": "394851.00", "Y_COORDINATE": "283194.00", "LOCAL_CUSTODIAN_CODE": "4615",
        "PAO_START_NUMBER": "53", "STREET_DESCRIPTION": "FALLOWFIELD ROAD",
        "TOWN_NAME": "HALESOWEN", "POSTCODE": "B63 1BZ",
    }  # fmt: skip
    path = tmp_path / "plus.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerow(row.values())

    load(path)

    assert lines() == ["53 Fallowfield Road, Halesowen, B63 1BZ"]
    assert Street.objects.get().name == "Fallowfield Road"
    assert queries.find_addresses("53 falowfield rd", custodian_code=4615)[0].uprn == 10001


def test_published_plus_sample_is_loaded_where_it_is_present() -> None:
    if not PLUS_SAMPLE.exists():
        pytest.skip(factories.NO_OPEN_DATA)

    loaded = load(PLUS_SAMPLE)

    assert loaded.load.report["refused"] == {}
    assert lines()[0] == "53 Fallowfield Road, Halesowen, B63 1BZ"
    assert Address.objects.count() == 4


def test_core_rows_find_their_council_by_its_code(tmp_path, northvale) -> None:
    rows = []
    for uprn, code in (("10001", "E07000991"), ("10002", "E99999999")):
        rows.append(
            dict.fromkeys(flat.CORE_COLUMNS, "") | {
                "UPRN": uprn, "EASTING": "394851", "NORTHING": "283194", "GSS_CODE": code,
                "STREET_NAME": "Mill Lane", "BUILDING_NUMBER": "4", "TOWN_NAME": "Northvale",
                "USRN": "77", "CLASSIFICATION_CODE": "RD04", "POSTCODE": "QX1 1AA",
            }
        )  # fmt: skip
    path = tmp_path / "core.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [name.lower() for name in flat.CORE_COLUMNS])
        writer.writeheader()
        writer.writerows({name.lower(): value for name, value in row.items()} for row in rows)

    loaded = load(path)

    assert queries.address(10001).custodian_code == 9991
    assert queries.address(10002).custodian_code is None
    noted = loaded.load.report["noted"]["addresses of a council that is not set up here"]
    assert noted["examples"] == ["UPRN 10002"]
    assert [a.uprn for a in queries.addresses_at_postcode("qx11aa", gss_code="E07000991")] == [
        10001
    ]
