"""What was reported near a place, as any neighbour may see it."""

from datetime import datetime, timedelta
from math import hypot

from django.db.models import Q

from moothall.cases.models import Case
from moothall.cases.rows import NearbyReport
from moothall.cases.workflow import Status

#: In metres.
NEAR = 500.0
#: What was reported before that is of no use to a neighbour.
RECENT = timedelta(days=90)
_MOST_LOOKED_AT = 500


def reports_near(
    council_id: int, easting: float, northing: float, *, limit: int, now: datetime
) -> list[NearbyReport]:
    """
    Return the latest reports near a point, nearest first; one query.

    Only those of services that the council shows to neighbours, and of points in the open: what is
    about a property is its own affair, and nothing leads to a protected person. No words of
    whoever reported it are among them.
    """
    rows = Case.objects.filter(
        Q(person__isnull=True) | Q(person__is_protected=False),
        council_id=council_id,
        service_type__shown_nearby=True,
        uprn__isnull=True,
        easting__range=(easting - NEAR, easting + NEAR),
        northing__range=(northing - NEAR, northing + NEAR),
        created_at__gte=now - RECENT,
    ).values_list(
        "service_type__name", "service_type__name_cy", "status", "created_at",
        "easting", "northing", "latitude", "longitude",
    )  # fmt: skip
    found = [
        NearbyReport(
            service_name=name,
            service_name_cy=name_cy,
            status=Status(status),
            created_at=created_at,
            distance=hypot(east - easting, north - northing),
            latitude=latitude,
            longitude=longitude,
        )
        for name, name_cy, status, created_at, east, north, latitude, longitude in rows.order_by(
            "-created_at", "-id"
        )[:_MOST_LOOKED_AT]
        if east is not None and north is not None
    ]
    near = [one for one in found if one.distance <= NEAR]
    return sorted(near, key=lambda one: one.distance)[:limit]
