"""Where one comes to: how to get there, what is there, and a map."""

from django.http import HttpResponseBase

from moothall.bookings import queries
from moothall.bookings.features import feature_words
from moothall.bookings.rows import SiteRow
from moothall.bookings.views.doors import page, public_door
from moothall.councils.requests import CouncilRequest
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound
from moothall.places.geometry import to_degrees


@public
def place(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Show a place to which people come, with all others on the map and in the list below."""
    sites = queries.sites()
    here = next((one for one in sites if one.key == key), None)
    if here is None:
        raise NotFound("There is no such place.")
    door = public_door(request)
    values = {
        "here": here,
        "features": feature_words(here.features),
        "on_map": [_on_map(one, door.language) for one in _this_first(sites, here)],
    }
    return page(request, "public/place", door, values)


def _this_first(sites: list[SiteRow], here: SiteRow) -> list[SiteRow]:
    return [here, *(one for one in sites if one.id != here.id)]


def _on_map(site: SiteRow, language: str) -> dict[str, object]:
    latitude, longitude = None, None
    if site.easting is not None and site.northing is not None:
        latitude, longitude = to_degrees(site.easting, site.northing)
    return {
        "key": site.key,
        "text": site.name.get(language) or site.name.get("en", site.key),
        "latitude": latitude,
        "longitude": longitude,
        "detail": site.address,
    }
