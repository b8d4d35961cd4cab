"""The made-up land of the demonstration."""

import json
from dataclasses import replace

import pytest
from django.conf import settings

from moothall.kernel.tests.kit import NOW
from moothall.places import actions, queries
from moothall.places.demonstration.generator import generate
from moothall.places.demonstration.settings import read_settings
from moothall.places.loading.boundaries import BoundaryOptions
from moothall.places.models import Address, Street
from moothall.places.tests.factories import forget_places

pytestmark = pytest.mark.django_db

BORDER = settings.CHECKOUT / "demo" / "gazetteer" / "border.yaml"
ALDERMOOR, CWM_HELYG = 9901, 9902


def land(folder, addresses=2_000, seed=1):
    return generate(settings=read_settings(BORDER), seed=seed, addresses=addresses, folder=folder)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all tests here, none of which changes it."""
    generated = land(tmp_path_factory.mktemp("land"))
    options = BoundaryOptions(
        kind="council",
        valid_from=NOW.date(),
        code_property="gss_code",
        name_property="name",
        name_cy_property="name_cy",
        council_property="council",
    )
    with django_db_blocker.unblock():
        outcome = actions.load_addresses(paths=generated.address_files, now=NOW)
        actions.load_boundaries(path=generated.council_boundaries, options=options, now=NOW)
        options = replace(options, kind="ward")
        actions.load_boundaries(path=generated.ward_boundaries, options=options, now=NOW)
    yield outcome
    with django_db_blocker.unblock():
        forget_places()


def test_same_seed_gives_the_same_land(tmp_path) -> None:
    first, again, other = (
        [path.read_bytes() for path in land(tmp_path / name, seed=seed).address_files]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )

    assert first == again
    assert first != other


@pytest.mark.slow
@pytest.mark.parametrize("addresses", [2_000, 20_000])
def test_there_are_exactly_as_many_addresses_as_asked_for(tmp_path, addresses) -> None:
    assert land(tmp_path, addresses).addresses == addresses


def test_boundaries_meet_without_gap_or_overlap(tmp_path) -> None:
    from shapely import union_all
    from shapely.geometry import shape

    generated = land(tmp_path)
    councils = json.loads(generated.council_boundaries.read_text())["features"]
    wards = json.loads(generated.ward_boundaries.read_text())["features"]

    assert len(wards) == 20
    for council in councils:
        whole = shape(council["geometry"])
        code = council["properties"]["gss_code"]
        parts = [shape(w["geometry"]) for w in wards if w["properties"]["council"] == code]
        assert len(parts) == 10
        assert whole.is_valid
        assert all(part.is_valid for part in parts)
        assert sum(part.area for part in parts) == pytest.approx(whole.area, rel=1e-9)
        assert union_all(parts).symmetric_difference(whole).area < 1e-12
    first, second = (shape(council["geometry"]) for council in councils)
    assert first.intersection(second).area < 1e-12
    assert first.intersection(second).length > 0.05


def test_land_goes_through_the_loader_without_a_complaint(loaded) -> None:
    report = loaded.load.report

    assert (report["refused"], report["noted"]) == ({}, {})
    assert Address.objects.count() == 2_000
    assert Street.objects.filter(extent__isnull=True).count() == 0


def test_every_address_lies_in_its_council_and_some_ward(loaded) -> None:
    gss = {ALDERMOOR: "E07000901", CWM_HELYG: "W06000901"}
    rows = Address.objects.values_list("custodian_code", "easting", "northing")

    elsewhere = [
        (code, east, north)
        for code, east, north in rows
        if getattr(queries.ward_at(east, north, on=NOW.date()), "council_gss_code", "") != gss[code]
    ]

    assert elsewhere == []


def test_there_is_everything_that_services_are_about(loaded) -> None:
    codes = set(Address.objects.values_list("classification_code", flat=True))

    assert codes >= {"RD02", "RD03", "RD04", "RD06", "PP", "CR08", "CE03PS", "LP01", "CC10", "CL03"}
    flat = Address.objects.filter(classification_code="RD06").first()
    assert Address.objects.get(pk=flat.parent_uprn).classification_code == "PP"
    assert flat.uprn in [row.uprn for row in queries.addresses_in_building(flat.parent_uprn)]


def test_welsh_side_has_two_languages_and_english_side_one(loaded) -> None:
    welsh = Address.objects.filter(custodian_code=CWM_HELYG)

    assert welsh.exclude(line_cy="").count() > 0.99 * welsh.count()
    assert Address.objects.filter(custodian_code=ALDERMOOR).exclude(line_cy="").count() == 0


def test_postcodes_are_of_areas_that_do_not_exist(loaded) -> None:
    areas = {p[:2] for p in Address.objects.values_list("postcode", flat=True).distinct()}

    assert areas == {"QX", "QW"}


def test_postcode_of_the_border_lane_is_in_both_councils(loaded) -> None:
    both = queries.addresses_at_postcode("QX99 1AA")

    assert {row.custodian_code for row in both} == {ALDERMOOR, CWM_HELYG}
    for code in (ALDERMOOR, CWM_HELYG):
        mine = queries.addresses_at_postcode("QX99 1AA", custodian_code=code)
        assert len(mine) == 12
        assert {row.custodian_code for row in mine} == {code}
        found = queries.find_addresses("border lane", custodian_code=code)
        assert {row.custodian_code for row in found} == {code}


def test_postcode_of_the_long_lane_crosses_wards(loaded) -> None:
    rows = queries.addresses_at_postcode("QX98 1AA", custodian_code=ALDERMOOR)

    wards = {queries.ward_of(row.uprn, on=NOW.date()).name for row in rows}

    assert wards == {"Aldermoor Town", "Brackenholt"}
