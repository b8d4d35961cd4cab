"""Typed settings of a supplier."""

from dataclasses import dataclass

import pytest

from moothall.kernel.options import Options


@dataclass(frozen=True, kw_only=True)
class Colours(Options):
    """Settings of a painter."""

    walls: str
    ceiling: str = "white"


def test_what_is_given_is_read_and_the_rest_is_as_usual():
    assert Colours.read({"walls": "green"}) == Colours(walls="green", ceiling="white")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "missing option walls"),
        ({"walls": "green", "floor": "red"}, "unknown option floor"),
        ({"walls": 7}, "option walls must be text"),
    ],
)
def test_what_cannot_be_used_is_named(given, complaint):
    with pytest.raises(ValueError, match=complaint):
        Colours.read(given)
