"""
Places on the ground: from the British National Grid to degrees and back.

Between the grid (OSGB36) and the web's degrees (WGS84) the conversion is good to about three
metres, as pyproj is used without Ordnance Survey's correction grid, which no package brings. That
finds the right house on a map; it is not for surveying. Addresses keep the exact degrees that
their supplier gives.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

Point = tuple[float, float]

_HALF_ROUND, _QUARTER_ROUND = 180, 90


def to_degrees(easting: float, northing: float) -> Point:
    """Return the latitude and longitude of a point on the National Grid."""
    longitude, latitude = _converter(backwards=False).transform(easting, northing)
    return float(latitude), float(longitude)


def to_grid(latitude: float, longitude: float) -> Point:
    """Return the easting and northing of a point in degrees."""
    easting, northing = _converter(backwards=True).transform(longitude, latitude)
    return float(easting), float(northing)


def many_to_degrees(points: Sequence[Point]) -> list[Point]:
    """Return the latitude and longitude of many points on the National Grid."""
    if not points:
        return []
    eastings, northings = zip(*points, strict=True)
    longitudes, latitudes = _converter(backwards=False).transform(eastings, northings)
    return list(zip(latitudes, longitudes, strict=True))


def is_in_degrees(west: float, south: float, east: float, north: float) -> bool:
    """Tell whether the sides of a rectangle can be degrees; those of the National Grid cannot."""
    return abs(west) <= _HALF_ROUND >= abs(east) and abs(south) <= _QUARTER_ROUND >= abs(north)


@cache
def _converter(*, backwards: bool) -> Any:
    # Loaded at first use: a worker that never converts need not carry it.
    from pyproj import Transformer  # noqa: PLC0415

    codes = ("EPSG:27700", "EPSG:4326")
    source, target = reversed(codes) if backwards else codes
    return Transformer.from_crs(source, target, always_xy=True)
