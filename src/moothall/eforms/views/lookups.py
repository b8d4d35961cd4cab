"""What the scripts of a form's page ask: the council's addresses, and what is near a pin."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from moothall.eforms.views.doors import Door
from moothall.kernel import clock
from moothall.kernel.rate_limits import allow
from moothall.kernel.visitors import address_of
from moothall.places import geometry
from moothall.places import queries as places

_SHORTEST = 3
_MOST = 20
#: Farther away, in metres, an address says nothing about where a pin is.
_NEAR = 150.0
#: One person typing all day stays far below; a machine that copies the gazetteer does not.
_PER_MINUTE = 240


@require_GET
def addresses(request: HttpRequest, door: Door) -> HttpResponse:
    """Return the addresses of the form's council that the text `q` may mean."""
    if not _within_limit(request):
        return JsonResponse({"error": "Too many searches. Wait a minute."}, status=429)
    text, custodian = request.GET.get("q", "").lstrip(), door.council.custodian_code
    found: list[dict[str, Any]] = []
    if len(text.strip()) >= _SHORTEST and custodian is not None:
        rows = places.find_addresses(text, custodian_code=custodian, limit=_MOST)
        found = [{"uprn": str(row.uprn), "address": row.line_in(door.language)} for row in rows]
    return JsonResponse({"addresses": found}, headers={"Cache-Control": "no-store"})


@require_GET
def nearby(request: HttpRequest, door: Door) -> HttpResponse:
    """Return in words what is at `latitude`, `longitude`, and whether it is outside the area."""
    if not _within_limit(request):
        return JsonResponse({"error": "Too many searches. Wait a minute."}, status=429)
    try:
        point = geometry.to_grid(float(request.GET["latitude"]), float(request.GET["longitude"]))
    except (KeyError, ValueError):
        return JsonResponse({"error": "Give latitude and longitude in degrees."}, status=400)
    gss_code = places.council_gss_at(*point, on=clock.now().date())
    is_outside = gss_code is not None and gss_code != door.council.gss_code
    text = "" if is_outside else _words_for(point, door)
    return JsonResponse(
        {"text": text, "outside": is_outside}, headers={"Cache-Control": "no-store"}
    )


def _words_for(point: tuple[float, float], door: Door) -> str:
    rows = places.nearest_addresses(
        *point, limit=1, custodian_code=door.council.custodian_code, within=_NEAR
    )
    if rows:
        return rows[0].line_in(door.language)
    street = places.nearest_street(*point, within=_NEAR)
    return street.name_in(door.language) if street else ""


def _within_limit(request: HttpRequest) -> bool:
    key = f"addresses {address_of(request)}"
    return allow(key, limit=_PER_MINUTE, per=timedelta(minutes=1), now=clock.now())
