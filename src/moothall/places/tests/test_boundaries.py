"""Boundaries in generations."""

import json
from datetime import date

import pytest

from moothall.kernel import short_memory
from moothall.kernel.tests.kit import NOW
from moothall.places import actions, geometry, queries
from moothall.places.gazetteers.record import SupplyRefused
from moothall.places.loading.boundaries import BoundaryOptions
from moothall.places.models import Area, Load
from moothall.places.tests import factories

pytestmark = pytest.mark.django_db

REAL = factories.OPEN_DATA / "boundaries"
OLD, NEW = date(2013, 5, 2), date(2022, 5, 5)


def square(code, west, *, south=52.0, size=0.01, **properties):
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    ring = [[round(west + x, 6), round(south + y, 6)] for x, y in corners]
    return {
        "type": "Feature",
        "properties": {"gss_code": code, "name": f"Ward {code}", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def file(tmp_path, *features, name="wards.geojson"):
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def load(path, *, valid_from=OLD, **options):
    short_memory.forget_all()
    options = {"kind": "ward", "code_property": "gss_code", "name_property": "name"} | options
    return actions.load_boundaries(
        path=path, options=BoundaryOptions(valid_from=valid_from, **options), now=NOW
    )


def generations():
    rows = Area.objects.order_by("valid_from", "gss_code")
    return [(row.gss_code, row.valid_from, row.valid_to) for row in rows]


def ward_at(latitude, longitude, on):
    ward = queries.ward_at(*geometry.to_grid(latitude, longitude), on=on)
    return ward and ward.gss_code


def test_new_wards_take_the_place_of_old_ones_from_their_day_on(tmp_path) -> None:
    council = {"council_gss_code": "E07000991"}
    load(file(tmp_path, square("E1", -3.0), square("E2", -2.99)), **council)

    loaded = load(file(tmp_path, square("E3", -3.0, size=0.02)), valid_from=NEW, **council)

    assert generations() == [("E1", OLD, NEW), ("E2", OLD, NEW), ("E3", NEW, None)]
    assert loaded.load.report["results"]["Areas ended"] == 2
    assert ward_at(52.005, -2.985, date(2022, 5, 4)) == "E2"
    assert ward_at(52.005, -2.985, NEW) == "E3"


def test_wards_of_another_council_go_on(tmp_path) -> None:
    load(file(tmp_path, square("W1", -3.1)), council_gss_code="W06000992")

    load(file(tmp_path, square("E1", -3.0)), valid_from=NEW, council_gss_code="E07000991")

    assert generations() == [("W1", OLD, None), ("E1", NEW, None)]


def test_same_code_with_another_shape_is_another_generation(tmp_path) -> None:
    load(file(tmp_path, square("E1", -3.0)))

    load(file(tmp_path, square("E1", -3.0, size=0.02)), valid_from=NEW)

    assert generations() == [("E1", OLD, NEW), ("E1", NEW, None)]
    assert ward_at(52.015, -2.985, OLD) is None
    assert ward_at(52.015, -2.985, NEW) == "E1"


def test_same_file_again_changes_nothing_and_says_so(tmp_path) -> None:
    path = file(tmp_path, square("E1", -3.0))
    first = load(path)

    again = load(path)

    assert (again.was_loaded_before, again.load.pk) == (True, first.load.pk)
    assert Load.objects.count() == 1


def test_same_shape_goes_on_under_a_later_file(tmp_path) -> None:
    load(file(tmp_path, square("E1", -3.0)))

    loaded = load(file(tmp_path, square("E1", -3.0), square("E2", -2.9)), valid_from=NEW)

    assert generations() == [("E1", OLD, None), ("E2", NEW, None)]
    assert loaded.load.report["results"]["Areas unchanged"] == 1


def test_older_generation_loaded_later_ends_where_its_successor_begins(tmp_path) -> None:
    council = {"council_gss_code": "E07000991"}
    load(file(tmp_path, square("E3", -3.0)), valid_from=NEW, **council)

    load(file(tmp_path, square("E1", -3.0)), valid_from=OLD, **council)

    assert generations() == [("E1", OLD, NEW), ("E3", NEW, None)]


def test_file_of_the_same_day_corrects_the_shape(tmp_path) -> None:
    load(file(tmp_path, square("E1", -3.0)))

    load(file(tmp_path, square("E1", -3.0, size=0.02)))

    assert generations() == [("E1", OLD, None)]
    assert ward_at(52.015, -2.985, OLD) == "E1"


def test_features_that_cannot_be_used_are_refused_and_the_rest_is_loaded(tmp_path) -> None:
    point = {"type": "Feature", "properties": {"gss_code": "E8", "name": "x"},
             "geometry": {"type": "Point", "coordinates": [0, 52]}}  # fmt: skip
    on_the_grid = square("E9", 323000.0, south=289000.0, size=100)
    nameless = square("E7", -2.9)
    del nameless["properties"]["name"]

    twice = square("E1", -3.0)
    loaded = load(file(tmp_path, twice, twice, point, on_the_grid, nameless))

    assert [code for code, _, _ in generations()] == ["E1"]
    reasons = {reason: found["examples"] for reason, found in loaded.load.report["refused"].items()}
    assert reasons == {
        "the same code twice": ["feature 2: E1"],
        "a feature that is not a polygon": ["feature 3: E8"],
        "a shape that is empty or not in degrees": ["feature 4: E9"],
        "a feature without its code or name": ["feature 5: no name"],
    }


def test_shape_that_crosses_itself_is_mended_and_noted(tmp_path) -> None:
    bow_tie = square("E1", -3.0)
    ring = bow_tie["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]

    loaded = load(file(tmp_path, bow_tie))

    assert "shapes that crossed themselves, mended" in loaded.load.report["noted"]
    assert Area.objects.get().geometry["type"] in {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize(
    "content",
    ["no json", '{"type": "Topology"}', "[]", '{"type": "FeatureCollection", "features": []}',
     '{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "27700"}}}'],
)  # fmt: skip
def test_file_of_something_else_is_refused(tmp_path, content) -> None:
    path = tmp_path / "other.geojson"
    path.write_text(content)

    with pytest.raises(SupplyRefused):
        load(path)

    assert Area.objects.count() == 0
    assert Load.objects.get().state == Load.State.REFUSED


def test_database_refuses_two_shapes_of_a_code_on_one_day(tmp_path) -> None:
    from django.db import IntegrityError

    load(file(tmp_path, square("E1", -3.0)))
    area = Area.objects.get()
    area.pk, area.valid_from = None, NEW

    with pytest.raises(IntegrityError, match="area_valid_once_at_a_time"):
        area.save()


def test_point_on_a_border_is_in_both_in_a_fixed_order(tmp_path) -> None:
    load(file(tmp_path, square("E2", -2.99), square("E1", -3.0)))

    areas = queries.areas_at(*geometry.to_grid(52.005, -2.99), on=OLD)

    assert len(areas) >= 1
    assert [area.gss_code for area in areas] == sorted(area.gss_code for area in areas)


@pytest.mark.parametrize(
    ("council", "name", "wards"), [("E09000006", "bromley", 22), ("E09000004", "bexley", 21)]
)
def test_real_boroughs_are_loaded_where_they_are_present(council, name, wards) -> None:
    path = REAL / f"{name}_wards_2013_{council}.geojson"
    if not path.exists():
        pytest.skip(factories.NO_OPEN_DATA)

    loaded = load(path, code_property="WD13CD", name_property="WD13NM", council_gss_code=council)

    assert loaded.load.report["refused"] == {}
    assert len(queries.areas_of_council(council, on=OLD)) == wards


def test_real_points_are_in_their_real_council_and_ward() -> None:
    if not (REAL / "uk_lad_2024.geojson").exists():
        pytest.skip(factories.NO_OPEN_DATA)
    load(REAL / "uk_lad_2024.geojson", kind="council", code_property="LAD24CD",
         name_property="LAD24NM", name_cy_property="LAD24NMW")  # fmt: skip
    load(REAL / "bexley_wards_2013_E09000004.geojson", code_property="WD13CD",
         name_property="WD13NM", council_gss_code="E09000004")  # fmt: skip
    hall_place = geometry.to_grid(51.4487, 0.1610)  # in Bexley, near the border with Dartford

    assert queries.council_gss_at(*hall_place, on=OLD) == "E09000004"
    assert queries.council_gss_at(*geometry.to_grid(51.4065, 0.0150), on=OLD) == "E09000006"
    assert queries.council_gss_at(*geometry.to_grid(51.4816, -3.1791), on=OLD) == "W06000015"
    assert queries.ward_at(*hall_place, on=OLD).council_gss_code == "E09000004"
    assert queries.council_gss_at(*geometry.to_grid(54.0, 2.0), on=OLD) is None  # the North Sea
