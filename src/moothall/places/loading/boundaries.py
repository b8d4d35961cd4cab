"""Boundaries from GeoJSON: what a file holds, checked, and how a generation follows another."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from moothall.places.gazetteers.record import RowRefused, SupplyRefused
from moothall.places.geometry import is_in_degrees
from moothall.places.loading.report import QualityReport
from moothall.places.models import Area

#: The names under which GeoJSON files say that they are in degrees.
_DEGREES = ("CRS84", "4326")
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True)
class BoundaryOptions:
    """What a file of boundaries is of, and where its features say their codes and names."""

    kind: str
    valid_from: date
    code_property: str
    name_property: str
    name_cy_property: str = ""
    council_property: str = ""
    council_gss_code: str = ""
    valid_to: date | None = None
    is_complete: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the options as they are kept beside their load."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in vars(self).items()
        }


@dataclass(frozen=True)
class Boundary:
    """One feature of a file, checked."""

    gss_code: str
    name: str
    name_cy: str
    council_gss_code: str
    geometry: dict[str, Any]


def read_file(path: Path) -> tuple[dict[str, Any], str]:
    """
    Return what a GeoJSON file holds, and its checksum.

    :raises SupplyRefused: if it is not a collection of features in degrees
    """
    try:
        content = path.read_bytes()
        data = json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise SupplyRefused(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SupplyRefused(f"{path.name} is not GeoJSON: {error}.") from error
    if not isinstance(data, dict) or data.get("type") == "Topology":
        raise SupplyRefused(f"{path.name} is TopoJSON or something else: convert it to GeoJSON.")
    if data.get("type") != "FeatureCollection" or not isinstance(data.get("features"), list):
        raise SupplyRefused(f"{path.name} is not a GeoJSON collection of features.")
    reference = json.dumps(data.get("crs") or "")
    if data.get("crs") and not any(name in reference for name in _DEGREES):
        raise SupplyRefused(f"{path.name} is not in degrees (WGS84): {reference}.")
    return data, hashlib.sha256(content).hexdigest()


def boundaries(
    data: Mapping[str, Any], options: BoundaryOptions, report: QualityReport
) -> Iterator[Boundary]:
    """Go through the features that can be used; the report tells of the others."""
    seen: set[str] = set()
    for number, feature in enumerate(data["features"], 1):
        report.read[options.kind] = report.read.get(options.kind, 0) + 1
        where = f"feature {number}"
        try:
            boundary = _boundary(feature, options)
            if boundary.gss_code in seen:
                raise RowRefused("the same code twice", boundary.gss_code)
        except RowRefused as refused:
            report.refuse(refused.reason, where, refused.detail)
            continue
        seen.add(boundary.gss_code)
        report.kept += 1
        if boundary.geometry.pop("mended", False):
            report.note("shapes that crossed themselves, mended", where, boundary.gss_code)
        yield boundary


def _boundary(feature: Any, options: BoundaryOptions) -> Boundary:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise RowRefused("a feature without properties")
    code = _text(properties, options.code_property)
    name = _text(properties, options.name_property)
    if not code or not name:
        missing = options.code_property if not code else options.name_property
        raise RowRefused("a feature without its code or name", f"no {missing}")
    council = options.council_gss_code or _text(properties, options.council_property)
    name_cy = _text(properties, options.name_cy_property)
    return Boundary(
        gss_code=code,
        name=name,
        name_cy=name_cy if name_cy != name else "",
        council_gss_code=council,
        geometry=_geometry(feature.get("geometry"), code),
    )


def _geometry(geometry: Any, code: str) -> dict[str, Any]:
    from shapely import from_geojson, make_valid, to_geojson  # noqa: PLC0415 - only loads need it
    from shapely.errors import ShapelyError  # noqa: PLC0415

    if not isinstance(geometry, dict) or geometry.get("type") not in _POLYGONS:
        raise RowRefused("a feature that is not a polygon", code)
    try:
        shape = from_geojson(json.dumps(geometry))
    except (ShapelyError, ValueError) as error:
        raise RowRefused("a shape that cannot be read", f"{code}: {error}") from error
    west, south, east, north = shape.bounds if not shape.is_empty else (0, 0, 0, 0)
    if shape.is_empty or not is_in_degrees(west, south, east, north):
        raise RowRefused("a shape that is empty or not in degrees", code)
    if shape.is_valid:
        return dict(geometry)
    mended: dict[str, Any] = json.loads(to_geojson(make_valid(shape)))
    return {**mended, "mended": True}


def _text(properties: Mapping[str, Any], name: str) -> str:
    value = properties.get(name) if name else None
    return str(value).strip() if value is not None else ""


@dataclass
class Succession:
    """How the areas of a file follow those that are there."""

    end: list[tuple[int, date]]
    add: list[tuple[Boundary, date | None]]
    correct: list[tuple[int, Boundary]]
    unchanged: int = 0


def succeed(
    coming: Sequence[Boundary], present: Sequence[Area], options: BoundaryOptions
) -> Succession:
    """
    Decide which areas end, which begin and which go on.

    One that is there with the same shape on the day goes on; one that began that very day is
    corrected. Otherwise the older ends on the day
    the newer begins; one loaded after its successor ends where that begins. Areas of the same
    council (or of all, when the file is complete) that the file lacks end too.
    """
    day = options.valid_from
    result = Succession([], [], [])
    councils = {boundary.council_gss_code for boundary in coming if boundary.council_gss_code}
    by_code: dict[str, list[Area]] = {}
    for area in present:
        by_code.setdefault(area.gss_code, []).append(area)
    later_starts = [
        area.valid_from
        for area in present
        if area.valid_from > day and _is_covered(area, councils, options)
    ]
    for boundary in coming:
        generations = by_code.get(boundary.gss_code, [])
        now = next((area for area in generations if _holds(area, day)), None)
        if now is not None and now.geometry == boundary.geometry:
            _go_on(result, now, boundary)
            continue
        if now is not None and now.valid_from == day:
            result.correct.append((now.pk, boundary))
            continue
        if now is not None:
            result.end.append((now.pk, day))
        later = [area.valid_from for area in generations if area.valid_from > day]
        known_end = now.valid_to if now is not None else None
        ends = [*later, *later_starts, *(end for end in (options.valid_to, known_end) if end)]
        result.add.append((boundary, min(ends, default=None)))
    codes = {boundary.gss_code for boundary in coming}
    for area in present:
        lacking = area.gss_code not in codes and _is_covered(area, councils, options)
        if lacking and _holds(area, day) and area.valid_from < day:
            result.end.append((area.pk, day))
    return result


def _go_on(result: Succession, area: Area, boundary: Boundary) -> None:
    names = (boundary.name, boundary.name_cy, boundary.council_gss_code)
    if names == (area.name, area.name_cy, area.council_gss_code):
        result.unchanged += 1
    else:
        result.correct.append((area.pk, boundary))


def _holds(area: Area, on: date) -> bool:
    return area.valid_from <= on and (area.valid_to is None or on < area.valid_to)


def _is_covered(area: Area, councils: set[str], options: BoundaryOptions) -> bool:
    return options.is_complete or area.council_gss_code in councils
