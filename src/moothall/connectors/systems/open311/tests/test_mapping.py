from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moothall.connectors.ports import CaseToSend
from moothall.connectors.systems.open311.mapping import NOT_PINPOINTED, to_form, to_update
from moothall.connectors.systems.open311.options import Options

OPTIONS = Options(endpoint="http://localhost/open311/v2", description_limit=20)
LATER = datetime(2026, 11, 19, tzinfo=UTC)
CASE = CaseToSend(
    idempotency_key="key-1",
    reference="NOR-4K7-9XM",
    external_code="POTHOLE",
    description="A hole",
    attributes={"depth": "3", "dangers": ["walking", "cycling"]},
    requested_at=datetime(2026, 11, 18, 11, 0, tzinfo=UTC),
    latitude=52.4,
    longitude=-3.1,
    name="Mary Ann Jones",
)


def test_a_case_becomes_the_standards_form():
    assert to_form(CASE, OPTIONS) == {
        "service_code": "POTHOLE",
        "description": "A hole",
        "first_name": "Mary Ann",
        "last_name": "Jones",
        "requested_datetime": "2026-11-18T11:00:00Z",
        "lat": "52.400000",
        "long": "-3.100000",
        "attribute[depth]": "3",
        "attribute[dangers][]": ["walking", "cycling"],
        "attribute[external_id]": "key-1",
    }


def test_a_long_description_is_cut_at_the_systems_limit():
    form = to_form(replace(CASE, description="x" * 50), OPTIONS)

    assert form["description"] == "x" * 19 + "…"


def test_a_case_without_any_place_says_so():
    form = to_form(replace(CASE, latitude=None, longitude=None), OPTIONS)

    assert form["address_id"] == NOT_PINPOINTED
    assert "lat" not in form


def test_a_single_name_is_a_first_name():
    form = to_form(replace(CASE, name="Prince"), OPTIONS)

    assert (form["first_name"], form.get("last_name")) == ("Prince", None)


def test_long_ids_of_updates_are_told_apart_and_no_longer_than_what_is_kept():
    whole = {"service_request_id": "S1", "updated_datetime": "2026-11-18T12:00:00Z"}

    one, other = (to_update({**whole, "update_id": "7" * 300 + end}, by=LATER) for end in "ab")

    assert one.update_key != other.update_key
    assert max(len(one.update_key), len(other.update_key)) <= 120
    assert to_update({**whole, "update_id": "1", "service_request_id": "S" * 121}, by=LATER) is None


def test_an_update_without_id_or_case_is_left_out():
    whole = {
        "update_id": 9,
        "service_request_id": "S1",
        "status": "closed",
        "updated_datetime": "2026-11-18T12:00:00",
        "description": None,
    }

    update = to_update(whole, by=LATER)

    assert (update.update_key, update.status, update.description) == ("9", "CLOSED", "")
    assert update.happened_at == datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    for missing in ("update_id", "service_request_id"):
        assert to_update({**whole, missing: ""}, by=LATER) is None


@pytest.mark.parametrize("said", ["", None, "today", "9999-12-31T23:59:59-23:59"])
def test_an_update_without_a_moment_that_can_be_read_happened_by_the_end_of_the_span(said):
    answer = {"update_id": "9", "service_request_id": "S1", "updated_datetime": said}

    assert to_update(answer, by=LATER).happened_at == LATER
