"""Lanes that cross boundaries, since real postcodes stop at none."""

from moothall.places.demonstration.land import Land, Point, Ward
from moothall.places.demonstration.settings import CouncilSettings
from moothall.places.demonstration.streets import StreetPlan

HOMES_ON_A_LANE = 12
#: Metres that a lane goes on to either side of a boundary.
_HALF = 150
#: Lanes are numbered far from the streets of settlements.
_FIRST_LANE = 90_000


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
    x, y = _middle(land.edge((west, 3), (west + 1, 3)))
    within = StreetPlan(usrn, wards[2], land.settings.ward_lane, (x, y - _HALF), (x, y + _HALF))
    border = max(min(other.columns) for other in land.settings.councils)
    is_west = max(council.columns) < border
    row = rows // 2
    x, y = _middle(land.edge((border, row), (border, row + 1)))
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
