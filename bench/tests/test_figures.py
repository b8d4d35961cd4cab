"""Figures: their shape for programs, their table for people, and which promises they keep."""

import json

import pytest

from bench import __main__ as bench
from bench.figures import TARGETS, Figure, at_least, at_most, percentile, table, write_json

FIGURE = Figure(
    name="accept_request_cpu_ms", value=4.25, unit="ms", floor=0.5, n=300, note="web 3, database 1"
)


def test_the_file_holds_value_unit_floor_ratio_and_number(tmp_path):
    file = tmp_path / "figures.json"

    write_json([FIGURE, Figure(name="row", value=1 / 3, unit="ratio", n=1)], file)

    assert json.loads(file.read_text()) == {
        "accept_request_cpu_ms": {
            "value": 4.25,
            "unit": "ms",
            "floor": 0.5,
            "ratio": 8.5,
            "n": 300,
        },
        "row": {"value": 0.33333, "unit": "ratio", "floor": None, "ratio": None, "n": 1},
    }


def test_the_table_says_what_was_promised_and_whether_it_was_kept():
    missed = Figure(name="accept_request_sql", value=17, unit="statements", n=4)

    lines = table([FIGURE, missed]).splitlines()

    assert lines[1].split() == [
        "accept_request_cpu_ms", "4.25", "ms", "0.5", "8.5", "300", "at", "most", "5", "kept",
    ]  # fmt: skip
    assert lines[2].split()[-4:] == ["at", "most", "16", "MISSED"]
    assert lines[-1] == "  accept_request_cpu_ms: web 3, database 1"


def test_promises_hold_on_their_bound():
    assert at_most(5).verdict(5, None) == "kept"
    assert at_most(5).verdict(5.01, None) == "MISSED"
    assert at_least(0.8).verdict(0.8, None) == "kept"
    assert at_least(0.8).verdict(0.79, 0.1) == "MISSED"


def test_on_a_slower_machine_the_ratio_to_its_floor_is_the_promise():
    promise = at_most(5, floor=0.1)

    assert promise.verdict(14, 0.3) == "kept for this floor (at most 50 of it)"
    assert promise.verdict(16, 0.3) == "MISSED"
    assert promise.verdict(14, None) == "MISSED"
    assert at_least(200, floor=20_000).verdict(90, 8_000).startswith("kept for this floor")


def test_percentiles_of_few_values_are_values():
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([3, 1, 2], 0.99) == 3
    assert percentile([7], 0.99) == 7


def test_every_figure_is_measured_by_one_family_and_has_a_promise():
    names = [name for family in bench.FAMILIES for name in family.names]

    assert sorted(names) == sorted(TARGETS)
    for family in bench.FAMILIES:
        assert callable(family.load())


def test_help_names_every_figure(capsys):
    with pytest.raises(SystemExit) as ended:
        bench.main(["--help"])

    assert ended.value.code == 0
    told = capsys.readouterr().out
    for name in TARGETS:
        assert name in told


def test_a_name_that_is_no_figure_is_refused_before_anything_starts(capsys):
    with pytest.raises(SystemExit) as ended:
        bench.main(["accept_request_sql", "speed"])

    assert ended.value.code == 2
    assert "there is no figure speed" in capsys.readouterr().err
