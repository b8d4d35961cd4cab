"""Addresses as somebody types, and a simple map of streets and areas, as JSON."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.rate_limits import allow
from moothall.kernel.visitors import address_of
from moothall.places import map_layers, queries

#: Fewer letters than this say nothing yet.
_SHORTEST = 3
_MOST = 20
#: One person typing all day stays far below; a machine that copies the gazetteer does not.
_PER_MINUTE = 240


@public
@require_GET
def addresses(request: HttpRequest) -> HttpResponse:
    """Return the addresses of this council that the text `q` may mean."""
    council = _council(request)
    if council is None or council.custodian_code is None:
        return _answer({"addresses": []}, seconds=0)
    moment = clock.now()
    visitor = f"addresses {address_of(request)}"
    if not allow(visitor, limit=_PER_MINUTE, per=timedelta(minutes=1), now=moment):
        return JsonResponse(
            {"error": _("You have searched very often. Wait a minute and try again.")}, status=429
        )
    text = request.GET.get("q", "").strip()
    if len(text) < _SHORTEST:
        return _answer({"addresses": []}, seconds=3600)
    rows = queries.find_addresses(
        request.GET["q"].lstrip(), custodian_code=council.custodian_code, limit=_MOST
    )
    language = getattr(request, "LANGUAGE_CODE", "en")
    found = [
        {
            "uprn": str(row.uprn),
            "address": row.line_in(language),
            "easting": row.easting,
            "northing": row.northing,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in rows
    ]
    return _answer({"addresses": found}, seconds=300)


@public
@require_GET
def map_streets(request: HttpRequest) -> HttpResponse:
    """Return the streets within `bbox` (west,south,east,north in degrees) as GeoJSON lines."""
    return _layer(request, map_layers.streets)


@public
@require_GET
def map_areas(request: HttpRequest) -> HttpResponse:
    """Return the areas of today that touch `bbox` as GeoJSON polygons."""
    today = clock.now().date()
    return _layer(request, lambda box, language: map_layers.areas(box, language, on=today))


def _layer(request: HttpRequest, layer: map_layers.Layer) -> HttpResponse:
    try:
        box = map_layers.read_box(request.GET.get("bbox", ""))
    except ValueError:
        return JsonResponse(
            {"error": _("Give bbox as west,south,east,north in degrees, not too large.")},
            status=400,
        )
    features: Iterable[dict[str, Any]] = layer(box, getattr(request, "LANGUAGE_CODE", "en"))
    collection = {"type": "FeatureCollection", "features": list(features)}
    return _answer(collection, seconds=3600, content_type="application/geo+json")


def _council(request: HttpRequest) -> CouncilRow | None:
    council = getattr(request, "council", None)
    return council if isinstance(council, CouncilRow) else None


def _answer(
    data: dict[str, Any], *, seconds: int, content_type: str = "application/json"
) -> JsonResponse:
    response = JsonResponse(
        data, content_type=content_type, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-store"
    return response
