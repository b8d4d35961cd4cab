"""
Which areas cover a point, answered in the process from a tree of all boundaries.

The tree is built at first use, in each process, and built anew once the boundaries in the database
have changed; whether they have is asked every few seconds at most. Areas of all dates are in it.
"""

import json
import threading
from dataclasses import dataclass
from typing import Any

from moothall.kernel.short_memory import remembered
from moothall.places.models import Area, Load
from moothall.places.rows import AreaRow

_lock = threading.Lock()
#: For tests and for processes that have never asked: nothing is loaded yet.
_kept: "list[AreaIndex]" = []


@dataclass(frozen=True)
class AreaIndex:
    """The areas of one state of the database, and the tree over their shapes."""

    version: tuple[int, int]
    areas: tuple[AreaRow, ...]
    tree: Any

    def covering(self, latitude: float, longitude: float) -> list[AreaRow]:
        """Return the areas that cover a point, on the border of several all of them, by code."""
        from shapely import Point  # noqa: PLC0415 - as below

        found = self.tree.query(Point(longitude, latitude), predicate="intersects")
        return sorted(
            (self.areas[position] for position in found),
            key=lambda area: (area.kind, area.gss_code, area.valid_from),
        )

    def touching(self, box: tuple[float, float, float, float]) -> list[int]:
        """Return the positions of the areas whose rectangle touches west, south, east, north."""
        from shapely import box as rectangle  # noqa: PLC0415 - as below

        return sorted(int(position) for position in self.tree.query(rectangle(*box)))


def shape_of(index: AreaIndex, position: int) -> dict[str, Any]:
    """Return the shape of an area as GeoJSON."""
    from shapely import to_geojson  # noqa: PLC0415 - as below

    shape: dict[str, Any] = json.loads(to_geojson(index.tree.geometries[position]))
    return shape


def areas_covering(latitude: float, longitude: float) -> list[AreaRow]:
    """Return the areas of all kinds and dates that cover a point in degrees."""
    return current_index().covering(latitude, longitude)


def current_index() -> AreaIndex:
    """Return the index of what is in the database now, or a few seconds ago."""
    version = _version()
    with _lock:
        if not _kept or _kept[0].version != version:
            _kept[:] = [_build(version)]
        return _kept[0]


@remembered(seconds=5.0)
def _version() -> tuple[int, int]:
    """Return what changes whenever boundaries are loaded: the last load and how many areas."""
    last = (
        Load.objects.filter(kind=Load.Kind.BOUNDARIES, state=Load.State.FINISHED)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return (last or 0, Area.objects.count())


def _build(version: tuple[int, int]) -> AreaIndex:
    # Loaded at first use: a worker that never asks need not carry the library.
    from shapely import STRtree, from_geojson  # noqa: PLC0415

    areas, shapes = [], []
    columns = tuple(AreaRow.__dataclass_fields__)
    for *values, geometry in Area.objects.order_by("pk").values_list(*columns, "geometry"):
        areas.append(AreaRow(*values))
        shapes.append(from_geojson(json.dumps(geometry)))
    return AreaIndex(version, tuple(areas), STRtree(shapes))
