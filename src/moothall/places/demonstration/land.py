"""The shape of the land: wards side by side, with winding borders that neighbours share."""

import random
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import hypot

from moothall.places.demonstration.settings import CouncilSettings, LandSettings, WardSettings

Point = tuple[float, float]
Ring = list[Point]

#: How often an edge is halved, and how far a half may bulge in proportion to its length.
_HALVINGS, _BULGE = 4, 0.10
#: How far a corner may stray from its square, in proportion to the width of a ward.
_STRAY = 0.14


@dataclass(frozen=True)
class Ward:
    """One ward laid out: its code, its boundary and the middle of its settlement."""

    council: CouncilSettings
    settings: WardSettings
    number: int
    gss_code: str
    cell: tuple[int, int]
    ring: Ring
    centre: Point


class Land:
    """The whole land: a lattice whose corners stray and whose edges wind."""

    def __init__(self, settings: LandSettings, seed: int, addresses: int) -> None:
        self.settings = settings
        self.size = settings.ward_size * max(1.0, (addresses / 20_000) ** 0.5)
        self._seed = seed
        self.edge = cache(self._edge)

    def wards_of(self, council: CouncilSettings) -> list[Ward]:
        """Return the wards of a council, column by column from the south."""
        cells = [(x, y) for x in council.columns for y in range(self.settings.rows)]
        wards = []
        for number, (settings, (x, y)) in enumerate(zip(council.wards, cells, strict=True), 1):
            ring = self._ring([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])
            code = f"{council.ward_code}{number:03d}"
            wards.append(Ward(council, settings, number, code, (x, y), ring, self.centre(x, y)))
        return wards

    def ring_of(self, council: CouncilSettings) -> Ring:
        """Return the boundary of a council: the outer edges of its wards."""
        west, east, rows = min(council.columns), max(council.columns) + 1, self.settings.rows
        return self._ring(
            [(x, 0) for x in range(west, east)]
            + [(east, y) for y in range(rows)]
            + [(x, rows) for x in range(east, west, -1)]
            + [(west, y) for y in range(rows, 0, -1)]
        )

    def settlement_in(self, x: int, y: int) -> WardSettings | None:
        """Return the ward that fills a cell of the lattice, if it is on the land."""
        for council in self.settings.councils:
            if x in council.columns and 0 <= y < self.settings.rows:
                return council.wards[council.columns.index(x) * self.settings.rows + y]
        return None

    def centre(self, x: int, y: int) -> Point:
        """Return the middle of a cell of the lattice."""
        corners = [self.corner(x + i, y + j) for i in (0, 1) for j in (0, 1)]
        return (sum(c[0] for c in corners) / 4, sum(c[1] for c in corners) / 4)

    def corner(self, x: int, y: int) -> Point:
        """Return where a corner of the lattice lies."""
        dice = random.Random(f"{self._seed} corner {x} {y}")  # noqa: S311 - a made-up map
        stray = self.size * _STRAY
        return (
            self.settings.easting + x * self.size + dice.uniform(-stray, stray),
            self.settings.northing + y * self.size + dice.uniform(-stray, stray),
        )

    def _ring(self, corners: list[tuple[int, int]]) -> Ring:
        ring: Ring = []
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            edge = self.edge(start, end) if start < end else self.edge(end, start)[::-1]
            ring += edge[:-1]
        return [*ring, ring[0]]

    def _edge(self, start: tuple[int, int], end: tuple[int, int]) -> Ring:
        dice = random.Random(f"{self._seed} edge {start} {end}")  # noqa: S311 - a made-up map
        points = [self.corner(*start), self.corner(*end)]
        for _ in range(_HALVINGS):
            halved: Ring = [points[0]]
            for (x1, y1), (x2, y2) in pairwise(points):
                bulge = dice.uniform(-_BULGE, _BULGE)
                halved.append(
                    ((x1 + x2) / 2 + (y1 - y2) * bulge, (y1 + y2) / 2 + (x2 - x1) * bulge)
                )
                halved.append((x2, y2))
            points = halved
        return [(round(x, 2), round(y, 2)) for x, y in points]


def length(start: Point, end: Point) -> float:
    """Return the distance between two points in metres."""
    return hypot(end[0] - start[0], end[1] - start[1])
