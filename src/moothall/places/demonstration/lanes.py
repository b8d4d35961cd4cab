"""Roads from place to place, and lanes that cross boundaries, since real postcodes stop at none."""

from collections.abc import Sequence
from functools import partial

from moothall.places.demonstration.land import Land, Point, Ward, length
from moothall.places.demonstration.settings import CouncilSettings, Name
from moothall.places.demonstration.streets import StreetPlan

HOMES_ON_A_LANE = 12
#: Metres that a lane goes on to either side of a boundary.
_HALF = 150
#: Lanes and roads are numbered far from the streets of settlements.
_FIRST_ROAD, _FIRST_LANE = 80_000, 90_000
#: The neighbours of a cell, and the ends of the edge between, counted from its south-west corner.
_NEIGHBOURS = (
    ((1, 0), (1, 0), (1, 1)),
    ((0, 1), (0, 1), (1, 1)),
    ((-1, 0), (0, 0), (0, 1)),
    ((0, -1), (0, 0), (1, 0)),
)


def lay_out_roads(
    land: Land, council: CouncilSettings, wards: list[Ward], streets: Sequence[StreetPlan]
) -> list[StreetPlan]:
    """Return the roads that lead from each settlement to the boundary with every neighbour."""
    ends: dict[int, list[Point]] = {}
    for street in streets:
        ends.setdefault(street.ward.number, []).extend((street.start, street.end))
    roads: list[StreetPlan] = []
    usrn = council.first_usrn + _FIRST_ROAD
    for ward in wards:
        x, y = ward.cell
        for (east, north), start, end in _NEIGHBOURS:
            neighbour = land.settlement_in(x + east, y + north)
            if neighbour is None:
                continue
            edge = land.edge((x + start[0], y + start[1]), (x + end[0], y + end[1]))
            meet = _middle(edge)
            begin = min(ends[ward.number], key=partial(length, meet))
            road, place = land.settings.road, neighbour.place
            name = Name(f"{place.en} {road.en}", f"{road.cy} {place.cy or place.en}")
            roads.append(StreetPlan(usrn + len(roads), ward, name, begin, meet))
    return roads


def lay_out_lanes(
    land: Land, council: CouncilSettings, wards: list[Ward]
) -> list[tuple[StreetPlan, str]]:
    """
    Return a council's lanes, each with the one postcode of all its homes.

    The first crosses from its third ward into the fourth. The second is its half of a lane that
    goes on under the same postcode beyond the border with the other council.
    """
    rows, west = land.settings.rows, min(council.columns)
    usrn = council.first_usrn + _FIRST_LANE
    x, y = _quarter(land.edge((west, 3), (west + 1, 3)))
    within = StreetPlan(usrn, wards[2], land.settings.ward_lane, (x, y - _HALF), (x, y + _HALF))
    border = max(min(other.columns) for other in land.settings.councils)
    is_west = max(council.columns) < border
    row = rows // 2
    x, y = _quarter(land.edge((border, row), (border, row + 1)))
    away = -_HALF if is_west else _HALF
    column = border - 1 if is_west else border
    half = StreetPlan(
        usrn + 1,
        wards[(column - west) * rows + row],
        land.settings.border_lane,
        (x + away / 10, y),
        (x + away, y),
    )
    return [
        (within, f"{council.postcode_area}98 1AA"),
        (half, land.settings.border_postcode),
    ]


def _middle(points: list[Point]) -> Point:
    return points[len(points) // 2]


def _quarter(points: list[Point]) -> Point:
    return points[len(points) // 4]
