"""What is known of a resident's address and near it, gathered from the apps that know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from moothall.cases.queries import reports_near
from moothall.cases.rows import NearbyReport
from moothall.councils.rows import CouncilRow
from moothall.people.rows import ResidenceRow
from moothall.places.queries import address, nearest_of_classes, ward_at
from moothall.places.rows import AddressRow, AreaRow
from moothall.verticals.waste.queries import next_collections

MOST_REPORTS = 10
_MOST_LOOKED_AT = 200
_NEARBY_METRES = 1_000


@dataclass(frozen=True)
class Bin:
    """A container as a resident calls it, and the day, in words, on which it is emptied next."""

    name: str
    day: str


@dataclass(frozen=True)
class NearPlace:
    """The nearest place of one kind."""

    kind: str
    address: AddressRow


@dataclass(frozen=True)
class Area:
    """Everything that the page of somebody's address shows."""

    address: AddressRow
    moved_in_on: date | None
    bins: Sequence[Bin]
    ward: AreaRow | None
    near: Sequence[NearPlace]
    reports: Sequence[NearbyReport]


def area_of(council: CouncilRow, residence: ResidenceRow, *, now: datetime) -> Area | None:
    """Return what is known of an address and around it; nothing if the gazetteer lost it."""
    found = address(residence.uprn)
    if found is None:
        return None
    today = now.date()
    return Area(
        address=found,
        moved_in_on=residence.moved_in_on,
        bins=[
            Bin(container_words(one.container), formats.date_format(one.day, "l j F"))
            for one in next_collections(council.id, found.uprn, on=today)
        ],
        ward=ward_at(found.easting, found.northing, on=today),
        near=_near(found),
        reports=reports_near(
            council.id, found.easting, found.northing, limit=MOST_REPORTS, now=now
        ),
    )


def places_on_map(area: Area, language: str) -> list[dict[str, Any]]:
    """Return what is near as a list that is also drawn on a map."""
    return [
        {
            "text": f"{one.kind}: {one.address.line_in(language)}",
            "detail": distance_in_words(one.address.distance or 0.0),
            "latitude": one.address.latitude,
            "longitude": one.address.longitude,
        }
        for one in area.near
    ]


def reports_on_map(area: Area, language: str, statuses: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what was reported near as a list that is also drawn on a map."""
    return [
        {
            "text": f"{one.name_in(language)}: {statuses[one.status]}",
            "detail": distance_in_words(one.distance),
            "latitude": one.latitude,
            "longitude": one.longitude,
        }
        for one in area.reports
    ]


def distance_in_words(metres: float) -> str:
    """Return a distance as people say it."""
    if metres < _NEARBY_METRES:
        return _("%(metres)s metres away") % {"metres": max(10, round(metres / 10) * 10)}
    return _("%(kilometres)s kilometres away") % {"kilometres": f"{metres / _NEARBY_METRES:.1f}"}


def _near(home: AddressRow) -> list[NearPlace]:
    """Return the nearest place of each kind, by AddressBase's classes."""
    kinds = {
        "CE03": _("Primary school"),
        "CE04": _("Secondary school"),
        "CL03": _("Library"),
        "CM02": _("Doctors’ surgery"),
        "LP01": _("Park"),
        "LP03": _("Playground"),
        "CL06": _("Leisure centre"),
        "CC10": _("Recycling site"),
    }
    rows = nearest_of_classes(home.easting, home.northing, classes=kinds, limit=_MOST_LOOKED_AT)
    found = {
        code: next((row for row in rows if row.classification_code.startswith(code)), None)
        for code in kinds
    }
    return [NearPlace(kinds[code], row) for code, row in found.items() if row is not None]


def container_words(code: str) -> str:
    """Return what residents call a container."""
    words = {
        "refuse": _("Rubbish"),
        "recycling": _("Recycling"),
        "food": _("Food waste"),
        "garden": _("Garden waste"),
    }
    return words.get(code, code.replace("-", " ").capitalize())
