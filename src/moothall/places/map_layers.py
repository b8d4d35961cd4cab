"""
A simple map drawn from the gazetteer itself: streets as lines, areas as polygons.

It lets a map be shown where no server of map tiles is reached: a demonstration, or a network
without one. It is a street's two ends, not its bends.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import connection

from moothall.places.area_index import current_index, shape_of
from moothall.places.geometry import is_in_degrees, to_grid

Box = tuple[float, float, float, float]
Layer = Callable[[Box, str], Iterator[dict[str, Any]]]

#: A wider map than this, in degrees, is not drawn street by street.
_WIDEST = 1.0
_MOST_STREETS, _MOST_AREAS = 3_000, 400
_STREETS_IN_BOX = """
    SELECT usrn, name, name_cy, start_longitude, start_latitude, end_longitude, end_latitude
    FROM places_street
    WHERE extent && box(point(%s, %s), point(%s, %s)) AND start_longitude IS NOT NULL
    ORDER BY usrn LIMIT %s
"""


def read_box(text: str) -> Box:
    """
    Return a rectangle given as west,south,east,north in degrees.

    :raises ValueError: if it is none, or too wide
    """
    west, south, east, north = (float(part) for part in text.split(","))
    if not (is_in_degrees(west, south, east, north) and west < east and south < north):
        raise ValueError(text)
    if east - west > _WIDEST or north - south > _WIDEST:
        raise ValueError(text)
    return west, south, east, north


def streets(box: Box, language: str) -> Iterator[dict[str, Any]]:
    """Go through the streets in a rectangle as GeoJSON lines, so many at most."""
    west, south, east, north = box
    (x1, y1), (x2, y2) = to_grid(south, west), to_grid(north, east)
    with connection.cursor() as cursor:
        cursor.execute(_STREETS_IN_BOX, [x1, y1, x2, y2, _MOST_STREETS])
        found = cursor.fetchall()
    for usrn, name, name_cy, *ends in found:
        shown = (name_cy if language == "cy" else "") or name
        yield _feature(
            {"usrn": usrn, "name": shown},
            {"type": "LineString", "coordinates": [ends[:2], ends[2:]]},
        )


def areas(box: Box, language: str, *, on: date) -> Iterator[dict[str, Any]]:
    """Go through the areas of a day that touch a rectangle as GeoJSON polygons."""
    index = current_index()
    drawn = 0
    for position in index.touching(box):
        area = index.areas[position]
        if not area.is_valid(on) or drawn >= _MOST_AREAS:
            continue
        drawn += 1
        yield _feature(
            {"kind": area.kind, "gss_code": area.gss_code, "name": area.name_in(language)},
            shape_of(index, position),
        )


def _feature(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
