"""Choosing: what to book, on which day, at which time; and keeping that time."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from moothall.bookings import actions, queries, several_reads
from moothall.bookings.errors import (
    NotBookable,
    NotOpen,
    SlotTaken,
    TooManyBookings,
    TooManyHolds,
)
from moothall.bookings.forms import FEATURES, NEAREST, SearchForm
from moothall.bookings.free_days import month_of
from moothall.bookings.limits import too_many_holds
from moothall.bookings.questions import questions_of
from moothall.bookings.rows import ActivityRow, SiteRow, Slot, in_language
from moothall.bookings.slots import Point, Wish
from moothall.bookings.views import paying
from moothall.bookings.views.doors import Door, page
from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import NotFound
from moothall.people.queries import residence_of
from moothall.places.queries import address, addresses_at_postcode

#: Of what marks a look at a page; no page of ours has a longer one.
_LONGEST_MARK = 64
#: What is asked of one page is asked of the next.
_CARRIED = ("party", "postcode", "site", "order", *FEATURES, "how_many", "way")
#: What is said of the place.
_WISHES = frozenset({"postcode", "site", "order", *FEATURES})


@dataclass(frozen=True)
class Looking:
    """What somebody looks for, and what was wrong with how they said it."""

    form: SearchForm
    wish: Wish
    sites: list[SiteRow]
    is_nearest_first: bool
    asked: dict[str, str]
    is_wrong: bool
    #: Where none of the places has what is needed: the nearest of the council's that has.
    is_lacking: bool = False
    instead: SiteRow | None = None

    @property
    def wants_more(self) -> bool:
        """Tell whether somebody says more than how many they are, or something is wrong with it."""
        return self.is_wrong or bool(self.asked.keys() & _WISHES)

    def carried(self, **more: str) -> str:
        """Return the question of an address that asks the same."""
        asked = {**self.asked, **more}
        return f"?{urlencode(asked)}" if asked else ""


def listed(request: CouncilRequest, door: Door) -> HttpResponse:
    """List what can be booked."""
    found = queries.activities(audiences=("public", "account"))
    return page(request, "public/list", door, {"activities": found})


def month(request: CouncilRequest, door: Door, key: str, *, now: datetime) -> HttpResponse:
    """Show an activity, and the first free time of each day of a month."""
    offered = offered_at(key)
    if offered.audience not in door.audiences:
        return page(request, "public/sign_in_first", door, {"activity": offered})
    looking = look_for(request, door, offered, now=now)
    days = days_of_month(request, offered, looking, now=now)
    for one in days["days"]:
        one["href"] = door.url("book-day", key=key, day=one["day"].isoformat()) + looking.carried()
    return page(
        request,
        "public/activity",
        door,
        {"activity": offered, "looking": looking, "asks_fee": _asks_fee(request, offered), **days},
        status=422 if looking.is_wrong else 200,
    )


def times(
    request: CouncilRequest, door: Door, key: str, day: str, *, now: datetime
) -> HttpResponse:
    """Show the free times of a day; keep the one that is chosen."""
    offered, on = offered_at(key), day_of(day)
    if offered.audience not in door.audiences:
        return page(request, "public/sign_in_first", door, {"activity": offered})
    looking = look_for(request, door, offered, now=now)
    if request.method == "POST":
        return _keep(request, door, offered, looking, on, now=now)
    return _times_page(request, door, offered, looking, on, now=now)


def look_for(
    request: CouncilRequest, door: Door, offered: ActivityRow, *, now: datetime, party: int = 0
) -> Looking:
    """Return what somebody looks for, as they said in the address of the page."""
    at = queries.sites_of_activity(offered.id, now=now)
    asked = {name: request.GET[name] for name in _CARRIED if request.GET.get(name)}
    everywhere = queries.sites()
    form = SearchForm(
        request.GET,
        features={feature for one in everywhere for feature in one.features},
        sites=[(str(one.id), in_language(one.name, door.language)) for one in at],
        party_most=1 if party else offered.party_most,
    )
    is_valid = form.is_valid()
    said = form.cleaned_data
    near = _near(door, said.get("postcode", ""))
    if said.get("postcode") and near is None:
        form.add_error("postcode", _("We do not know this postcode. Check it, or leave it out."))
    wish = Wish(
        party_size=party or said.get("party") or 1,
        site_id=UUID(said["site"]) if said.get("site") else None,
        features=form.features,
        near=near,
    )
    sites = queries.sites_of_activity(offered.id, now=now, near=near) if near else at
    is_lacking = bool(wish.features and at) and not queries.sites_of_activity(
        offered.id, now=now, features=wish.features
    )
    return Looking(
        form,
        wish,
        sites,
        said.get("order") == NEAREST,
        asked,
        not is_valid or bool(form.errors),
        is_lacking,
        _instead(wish) if is_lacking else None,
    )


def days_of_month(
    request: CouncilRequest,
    offered: ActivityRow,
    looking: Looking,
    *,
    now: datetime,
    together: several_reads.Together | None = None,
) -> dict[str, Any]:
    """
    Return the days of the month that the address asks for, each with its first free time.

    Where it asks for none it is the first month ahead in which something is free, of a few.
    """

    def look(first: date, last: date) -> dict[date, Slot | None]:
        return _first_free(offered, looking, first, last, together, now=now)

    found = month_of(offered, asked=request.GET.get("month", ""), now=now, look=look)
    return {
        "month": found.first,
        "days": [{"day": one.day, "slot": one.first} for one in found.days],
        "later": looking.carried(month=found.later) if found.later else "",
        "sooner": looking.carried(month=found.sooner) if found.sooner else "",
    }


def _first_free(
    offered: ActivityRow,
    looking: Looking,
    first: date,
    last: date,
    together: several_reads.Together | None,
    *,
    now: datetime,
) -> dict[date, Slot | None]:
    if together is not None:
        return several_reads.first_free_per_day(
            offered.id, first, last, looking.wish, together, now=now
        )
    return queries.first_free_per_day(
        offered.id, first, last, looking.wish, now=now, is_nearest_first=looking.is_nearest_first
    )


def slots_by_place(slots: list[Slot], *, is_nearest_first: bool) -> list[list[Slot]]:
    """Return the times of a day by place, the nearest first, or all together by the clock."""
    if not is_nearest_first:
        return [slots] if slots else []
    places: dict[UUID | None, list[Slot]] = {}
    for slot in slots:
        places.setdefault(slot.site_id, []).append(slot)
    return sorted(
        places.values(), key=lambda one: (one[0].distance is None, one[0].distance or 0.0)
    )


def day_of(written: str) -> date:
    """
    Return a day that stands in an address.

    :raises NotFound: if it is none
    """
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise NotFound("There is no such day.") from error


def slot_of(key: str) -> tuple[datetime, UUID | None]:
    """
    Return the moment and site that a slot's key names.

    :raises NotFound: if it names none
    """
    try:
        return queries.slot_from_key(key)
    except ValueError as error:
        raise NotFound("There is no such time.") from error


def _asks_fee(request: CouncilRequest, offered: ActivityRow) -> bool:
    """Tell whether the form of an activity takes a fee of its own, by what is answered."""
    asked = questions_of(offered.form_key, offered.key, council_id=request.council.id)
    return asked is not None and asked.has_fee


def _instead(wish: Wish) -> SiteRow | None:
    """Return the nearest of the council's places that has what is needed."""
    there = (one for one in queries.sites(near=wish.near) if wish.features <= set(one.features))
    return next(there, None)


def mark_of(request: CouncilRequest) -> str:
    """Return what marks the look at a page whose button is pressed."""
    return request.POST.get("once", "")[:_LONGEST_MARK]


def offered_at(key: str) -> ActivityRow:
    """
    Return what can be booked by its key.

    :raises NotFound: if there is none, or it is for staff alone
    """
    offered = queries.activity_by_key(key)
    if offered.audience == "staff":
        raise NotFound("There is nothing of this name to book.")
    return offered


def _keep(
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    looking: Looking,
    on: date,
    *,
    now: datetime,
) -> HttpResponse:
    """Keep a time for whoever chose it, and lead on; a second press leads to the same."""
    starts_at, site_id = slot_of(request.POST.get("slot", ""))
    wanted = actions.Request(
        party_size=looking.wish.party_size,
        site_id=site_id,
        features=looking.wish.features,
        near=looking.wish.near,
        person_id=door.person_id,
        language=door.language,
        once=mark_of(request),
    )
    try:
        href = _held(request, door, offered, starts_at, wanted, now=now)
    except (SlotTaken, NotOpen) as gone:
        return _times_page(
            request, door, offered, looking, on, now=now, taken=starts_at, next_best=gone.next_best
        )
    except (TooManyBookings, TooManyHolds, NotBookable) as refusal:
        problem, status = _why_not(refusal)
        return _times_page(
            request, door, offered, looking, on, now=now, problem=problem, status=status
        )
    return HttpResponseRedirect(href)


def _why_not(refusal: Exception) -> tuple[str, int]:
    """Return why nothing more is kept for somebody, and with which status that is said."""
    if isinstance(refusal, TooManyHolds):
        return too_many_holds(), HTTPStatus.TOO_MANY_REQUESTS
    if isinstance(refusal, TooManyBookings):
        problem = _("You have as many of these ahead as one person may. Cancel one first.")
        return problem, HTTPStatus.CONFLICT
    return _("It is not for so many people."), HTTPStatus.CONFLICT


def _held(
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    starts_at: datetime,
    wanted: actions.Request,
    *,
    now: datetime,
) -> str:
    """Hold a time, and return where it is finished: in a form that asks the rest, or here."""
    who: dict[str, Any] = {"actor": door.actor, "activity_id": offered.id, "starts_at": starts_at}
    if questions_of(offered.form_key, offered.key, council_id=request.council.id) is not None:
        asked = actions.hold_and_ask(**who, request=wanted, now=now)
        held, href = asked.held, asked.href
    else:
        held = actions.hold_slot(**who, request=wanted, now=now)
        parts = {"booking_id": held.booking.pk} if door.person_id else {"secret": held.secret}
        href = door.url("booking-details", **parts)
    paying.require_within_limits(request, door, [held], now=now)
    return href


def _times_page(
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    looking: Looking,
    on: date,
    *,
    now: datetime,
    status: int = 409,
    **more: Any,
) -> HttpResponse:
    free = queries.free_slots(offered.id, on, looking.wish, now=now)
    is_wrong = bool(more)
    values = {
        "activity": offered,
        "looking": looking,
        "day": on,
        "places": slots_by_place(free, is_nearest_first=looking.is_nearest_first),
        "back": door.url("book-activity", key=offered.key) + looking.carried(month=f"{on:%Y-%m}"),
        "once": secrets.token_urlsafe(),
        **more,
    }
    return page(request, "public/times", door, values, status=status if is_wrong else 200)


def _near(door: Door, postcode: str) -> Point | None:
    """Return the point from which places are near: a postcode's, else where they live."""
    if postcode:
        found = addresses_at_postcode(postcode)
        if not found:
            return None
        return (
            sum(one.easting for one in found) / len(found),
            sum(one.northing for one in found) / len(found),
        )
    lives = residence_of(door.person_id) if door.person_id else None
    home = address(lives.uprn) if lives else None
    return (home.easting, home.northing) if home else None
