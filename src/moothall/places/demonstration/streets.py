"""The streets of a ward: a settlement's grid of roads, and what they are called."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from moothall.places.demonstration.land import Point, Ward
from moothall.places.demonstration.settings import Name

#: Metres between roads that run side by side, and between the roads that cross them.
_DEEP, _LONG = 92, 300
_JITTER = 16
#: How far, in metres, the grid sways from side to side, and over what length.
_SWAY, _WAVE = 55, 190
#: A road across goes past this many roads that run side by side.
_ACROSS = 3
_VOWELS = "aeiouwyâêîôûŵŷ"


@dataclass(frozen=True)
class StreetPlan:
    """One street laid out: its number, name, ends and the ward that it is in."""

    usrn: int
    ward: Ward
    name: Name
    start: Point
    end: Point
    is_main: bool = False


def lay_out_streets(
    ward: Ward, count: int, first_usrn: int, words: Any, seed: int
) -> list[StreetPlan]:
    """Lay out so many streets round the middle of a ward's settlement, the main one first."""
    dice = random.Random(f"{seed} streets {ward.gss_code}")  # noqa: S311 - a made-up map
    names = street_names(words, ward.council.names, dice)
    main = Name(**words[ward.council.names]["main"])
    edges = _grid(ward.centre, count, dice)
    return [
        StreetPlan(
            first_usrn + number, ward, next(names) if number else main, *edge, is_main=not number
        )
        for number, edge in enumerate(edges)
    ]


def street_names(words: Any, kind: str, dice: random.Random) -> Iterator[Name]:
    """Go through street names in an order of chance; when all are used they come again."""
    names = _welsh_names(words["welsh"]) if kind == "welsh" else _english_names(words["english"])
    while True:
        dice.shuffle(names)
        yield from names


def _english_names(words: Any) -> list[Name]:
    endings = dict.fromkeys(words["endings"])
    return [Name(f"{first} {end}".upper()) for first in words["firsts"] for end in endings]


def _welsh_names(words: Any) -> list[Name]:
    return [
        Name(f"{feature['en']} {kind['en']}".upper(), _joined(kind["cy"], feature["cy"]).upper())
        for feature in words["features"]
        for kind in words["kinds"]
    ]


def _joined(kind: str, feature: str) -> str:
    """Return "Heol y Felin", or "Rhodfa'r Felin" where the article follows a vowel."""
    if kind[-1] in _VOWELS and not kind.endswith("w"):
        article, noun = feature.split(" ", 1)
        return f"{kind}'r {noun}" if article in {"y", "yr"} else f"{kind} {feature}"
    return f"{kind} {feature}"


def _grid(centre: Point, count: int, dice: random.Random) -> list[tuple[Point, Point]]:
    """Return the edges of a jittered, turned grid, those nearest to the middle first."""
    reach = 2 + int((count * 1.2) ** 0.5)
    turn = radians(dice.uniform(-35, 35))
    phase_x, phase_y = dice.uniform(0, 6), dice.uniform(0, 6)
    nodes = {
        (x, y): (
            x * _LONG + _SWAY * sin(y * _DEEP / _WAVE + phase_x) + dice.uniform(-_JITTER, _JITTER),
            y * _DEEP + _SWAY * sin(x * _LONG / _WAVE + phase_y) + dice.uniform(-_JITTER, _JITTER),
        )
        for x in range(-reach, reach + 1)
        for y in range(-3 * reach, 3 * reach + 1)
    }
    edges = []
    for (x, y), (ax, ay) in nodes.items():
        ends = [(x + 1, y)]
        if y % _ACROSS == 0:
            ends.append((x, y + _ACROSS))
        for end in ends:
            if end in nodes:
                bx, by = nodes[end]
                edges.append((((ax + bx) / 2) ** 2 + ((ay + by) / 2) ** 2, (x, y), end))
    edges.sort()
    return [
        (_placed(nodes[start], centre, turn), _placed(nodes[end], centre, turn))
        for _, start, end in edges[:count]
    ]


def _placed(point: Point, centre: Point, turn: float) -> Point:
    x, y = point
    return (
        round(centre[0] + x * cos(turn) - y * sin(turn), 2),
        round(centre[1] + x * sin(turn) + y * cos(turn), 2),
    )
