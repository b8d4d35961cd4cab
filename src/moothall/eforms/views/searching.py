"""How somebody looks for a time within a form: at which place, from where, without steps."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from moothall.bookings import queries as diary
from moothall.bookings.forms import NEAREST, SearchForm
from moothall.bookings.rows import ActivityRow, SiteRow, in_language
from moothall.bookings.slots import Wish
from moothall.eforms.appointments.chosen import Wanted
from moothall.eforms.appointments.looking import STEP_FREE, site_of, wish_for
from moothall.eforms.views.doors import Door
from moothall.places.queries import addresses_at_postcode

#: What is asked of one page of days is asked of the next.
_CARRIED = ("postcode", "site", "order", "step_free")


@dataclass(frozen=True)
class Looked:
    """What is looked for, the places where it is, and the form that asks for less or more."""

    form: SearchForm
    wish: Wish
    sites: tuple[SiteRow, ...]
    is_nearest_first: bool
    asked: dict[str, str]
    is_wrong: bool


def looked_for(
    request: HttpRequest, door: Door, activity: ActivityRow, wanted: Wanted, *, now: datetime
) -> Looked:
    """Return what is looked for: what the form and its answers ask, and what the person adds."""
    site = site_of(wanted)
    wish = wish_for(wanted, site, is_staff=door.is_staffed)
    found = diary.sites_of_activity(activity.id, now=now, near=wish.near)
    sites = [site] if site is not None else found
    form = SearchForm(
        request.GET,
        sites=[(str(one.id), in_language(one.name, door.language)) for one in sites],
        party_most=1,
    )
    is_valid = form.is_valid()
    said = form.cleaned_data
    near = _point(said.get("postcode", "")) or wish.near
    if said.get("postcode") and near is None:
        form.add_error("postcode", _("We do not know this postcode. Check it, or leave it out."))
    asked = {name: request.GET[name] for name in _CARRIED if request.GET.get(name)}
    if near != wish.near and site is None:
        sites = diary.sites_of_activity(activity.id, now=now, near=near)
    wish = replace(
        wish,
        near=near,
        site_id=wish.site_id or (UUID(said["site"]) if said.get("site") else None),
        features=wish.features | (frozenset({STEP_FREE}) if said.get("step_free") else frozenset()),
    )
    nearest = said.get("order") == NEAREST or (near is not None and not said.get("order"))
    return Looked(form, wish, tuple(sites), nearest, asked, not is_valid or bool(form.errors))


def _point(postcode: str) -> tuple[float, float] | None:
    found = addresses_at_postcode(postcode) if postcode else ()
    if not found:
        return None
    return (
        sum(one.easting for one in found) / len(found),
        sum(one.northing for one in found) / len(found),
    )
