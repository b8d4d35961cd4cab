"""Addresses and map layers as JSON."""

import pytest

from moothall.kernel.tests.kit import NOW
from moothall.places import actions
from moothall.places.tests.factories import high_street, house, premium_file
from moothall.places.views import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def gazetteer(tmp_path, northvale, southmere):
    records = [*high_street(3), *house(900, 1001, 9, custodian=9992)]
    actions.load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=NOW)


def ask(rf, council, query, view=public.addresses):
    request = rf.get("/places/", query)
    request.council = council
    request.LANGUAGE_CODE = "en"
    return view(request)


def test_typing_finds_addresses_of_this_council_alone(rf, gazetteer, northvale, southmere) -> None:
    mine = ask(rf, northvale, {"q": "9 high st"})
    theirs = ask(rf, southmere, {"q": "9 high st"})

    assert b"900" not in mine.content
    assert [a["uprn"] for a in json_of(theirs)["addresses"]] == ["900"]
    assert json_of(theirs)["addresses"][0]["address"] == "9 High Street, Northvale, QX1 1AA"
    assert theirs["Cache-Control"] == "public, max-age=300"


def test_short_text_and_unknown_host_find_nothing(rf, gazetteer, northvale) -> None:
    assert json_of(ask(rf, northvale, {"q": "9"})) == {"addresses": []}
    assert json_of(ask(rf, None, {"q": "9 high st"})) == {"addresses": []}


def test_machine_that_copies_the_gazetteer_is_slowed_down(
    rf, gazetteer, northvale, monkeypatch
) -> None:
    monkeypatch.setattr(public, "_PER_MINUTE", 2)
    monkeypatch.setattr(public.clock, "now", lambda: NOW)

    answers = [ask(rf, northvale, {"q": "9 high st"}).status_code for _ in range(4)]

    assert answers == [200, 200, 429, 429]


def test_streets_of_a_map_are_lines(rf, gazetteer, northvale) -> None:
    query = {"bbox": "-3.2,52.4,-3.0,52.6"}

    answer = ask(rf, northvale, query, public.map_streets)

    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = json_of(answer)["features"]
    assert feature["properties"] == {"usrn": 1001, "name": "High Street"}
    assert feature["geometry"]["type"] == "LineString"
    elsewhere = ask(rf, northvale, {"bbox": "0,51,0.5,51.5"}, public.map_streets)
    assert json_of(elsewhere)["features"] == []


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "-3,52,-4,53", "-9,49,2,61", "nan,1,2,3"])
def test_strange_rectangle_is_refused(rf, gazetteer, northvale, box) -> None:
    for view in (public.map_streets, public.map_areas):
        assert ask(rf, northvale, {"bbox": box}, view).status_code == 400


def json_of(response):
    import json

    return json.loads(response.content)
