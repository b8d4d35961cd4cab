"""The run as a whole, with figures that are made up."""

import json
from contextlib import contextmanager

import pytest

from bench import __main__ as bench
from bench.figures import Family, Figure
from bench.ground import Ground


class Nowhere(Ground):
    """A ground on which nothing stands."""

    def __init__(self):
        self.said = []

    def say(self, words):
        self.said.append(words)


@pytest.fixture
def families(monkeypatch):
    """Three families: one that measures, one that fails, one that must be named."""

    def measured(ground):
        yield Figure(name="speed", value=2.0, unit="m/s", floor=4.0, n=1)
        yield Figure(name="weight", value=3.0, unit="kg", n=1)

    def failing(ground):
        raise RuntimeError("It fell over.")

    def slow(ground):
        yield Figure(name="patience", value=9.0, unit="s", n=1)

    ground = Nowhere()

    @contextmanager
    def prepared(effort, *, wanted):
        yield ground

    monkeypatch.setattr(bench.Ground, "prepared", prepared)
    made = {
        "good": Family(("speed", "weight"), lambda: measured),
        "bad": Family(("balance",), lambda: failing),
        "slow": Family(("patience",), lambda: slow, only_when_named=True),
    }
    monkeypatch.setattr(bench, "FAMILIES", tuple(made.values()))
    return made


def test_without_names_all_but_the_slow_are_measured(families, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bench, "FAMILIES", (families["good"], families["slow"]))
    file = tmp_path / "figures.json"

    code = bench.main(["--json", str(file)])

    assert code == 0
    assert set(json.loads(file.read_text())) == {"speed", "weight"}
    assert json.loads(file.read_text())["speed"]["ratio"] == 0.5
    assert "speed" in capsys.readouterr().out


def test_only_what_is_named_is_told(families, tmp_path):
    file = tmp_path / "figures.json"

    code = bench.main(["weight", "patience", "--json", str(file)])

    assert code == 0
    assert set(json.loads(file.read_text())) == {"weight", "patience"}


def test_a_family_that_fails_stops_no_other_and_fails_the_run(families, tmp_path, capsys):
    file = tmp_path / "figures.json"

    code = bench.main(["balance", "speed", "--json", str(file)])

    assert code == 1
    assert set(json.loads(file.read_text())) == {"speed"}
    assert "It fell over." in capsys.readouterr().err
