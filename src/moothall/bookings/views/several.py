"""Choosing times for several people at once, each of whom gets one of their own."""

import secrets
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from moothall.bookings import actions, several_reads
from moothall.bookings.errors import NotBookable, NotOpen, SlotTaken, TooManyBookings, TooManyHolds
from moothall.bookings.forms import IN_A_ROW, SAME_TIME, TogetherForm
from moothall.bookings.limits import too_many_holds
from moothall.bookings.rows import ActivityRow
from moothall.bookings.several_reads import Together
from moothall.bookings.views import choosing, paying
from moothall.bookings.views.choosing import Looking
from moothall.bookings.views.doors import Door, page
from moothall.bookings.views.doors_of_sets import way_to_set
from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import NotFound

_USUAL = 2
_NAME = "book-several"


def month(request: CouncilRequest, door: Door, key: str, *, now: datetime) -> HttpResponse:
    """Ask how many come and how, and show the days on which they can."""
    offered = _offered(key)
    if offered.audience not in door.audiences:
        return page(request, "public/sign_in_first", door, {"activity": offered})
    form, together = _together(request, offered)
    looking = choosing.look_for(request, door, offered, now=now, party=1)
    days = choosing.days_of_month(request, offered, looking, now=now, together=together)
    for one in days["days"]:
        address = door.url(f"{_NAME}-day", key=key, day=one["day"].isoformat())
        one["href"] = address + looking.carried(**_said(together))
    is_wrong = looking.is_wrong or bool(form.errors)
    values = {
        "activity": offered, "form": form, "looking": looking, "is_wrong": is_wrong, **days,
    }  # fmt: skip
    return page(request, "public/several", door, values, status=422 if is_wrong else 200)


def times(
    request: CouncilRequest, door: Door, key: str, day: str, *, now: datetime
) -> HttpResponse:
    """Show the times of a day at which all can come; keep what is chosen for all of them."""
    offered, on = _offered(key), choosing.day_of(day)
    if offered.audience not in door.audiences:
        return page(request, "public/sign_in_first", door, {"activity": offered})
    form, together = _together(request, offered)
    if form.errors:
        return month(request, door, key, now=now)
    looking = choosing.look_for(request, door, offered, now=now, party=1)
    if request.method == "POST":
        return _keep(request, door, offered, looking, together, on, now=now)
    return _times_page(request, door, offered, looking, together, on, now=now)


def _keep(  # noqa: PLR0917 - private, in the order of its one caller
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    looking: Looking,
    together: Together,
    on: date,
    *,
    now: datetime,
) -> HttpResponse:
    starts_at, site_id = choosing.slot_of(request.POST.get("slot", ""))
    try:
        held = actions.book_group(
            actor=door.actor,
            activity_id=offered.id,
            starts_at=starts_at,
            how_many=together.how_many,
            in_a_row=together.in_a_row,
            request=actions.Request(
                site_id=site_id,
                features=looking.wish.features,
                near=looking.wish.near,
                person_id=door.person_id,
                language=door.language,
                once=choosing.mark_of(request),
            ),
            now=now,
        )
        paying.require_within_limits(request, door, held, now=now)
    except (SlotTaken, NotOpen):
        best = several_reads.next_best(offered.id, on, starts_at, looking.wish, together, now=now)
        more: dict[str, Any] = {"taken": starts_at, "next_best": best}
    except TooManyBookings:
        more = {"problem": _("These are more than one person may have ahead. Cancel some first.")}
    except TooManyHolds:
        more = {"problem": too_many_holds()}
    except NotBookable:
        more = {"problem": _("This cannot be booked for several people at once.")}
    else:
        group_id = held[0].booking.group_id
        assert group_id is not None  # noqa: S101 - for the types alone
        return HttpResponseRedirect(way_to_set(door, group_id, "details"))
    return _times_page(request, door, offered, looking, together, on, now=now, **more)


def _times_page(  # noqa: PLR0917 - private, in the order of its callers
    request: CouncilRequest,
    door: Door,
    offered: ActivityRow,
    looking: Looking,
    together: Together,
    on: date,
    *,
    now: datetime,
    **more: Any,
) -> HttpResponse:
    free = several_reads.free_slots(offered.id, on, looking.wish, together, now=now)
    back = door.url(_NAME, key=offered.key)
    values = {
        "activity": offered,
        "looking": looking,
        "together": together,
        "day": on,
        "places": choosing.slots_by_place(free, is_nearest_first=looking.is_nearest_first),
        "back": back + looking.carried(**_said(together), month=f"{on:%Y-%m}"),
        "once": secrets.token_urlsafe(),
        **more,
    }
    return page(request, "public/times", door, values, status=409 if more else 200)


def _together(request: CouncilRequest, offered: ActivityRow) -> tuple[TogetherForm, Together]:
    """Return how many come and how, as the address of the page says, else two at one time."""
    is_said = "how_many" in request.GET
    form = TogetherForm(
        request.GET if is_said else None,
        most=offered.together_most,
        initial={"how_many": _USUAL, "way": SAME_TIME},
    )
    if form.is_valid():
        said = form.cleaned_data
        return form, Together(how_many=said["how_many"], in_a_row=said["way"] == IN_A_ROW)
    return form, Together(how_many=_USUAL)


def _said(together: Together) -> dict[str, str]:
    way = IN_A_ROW if together.in_a_row else SAME_TIME
    return {"how_many": str(together.how_many), "way": way}


def _offered(key: str) -> ActivityRow:
    offered = choosing.offered_at(key)
    if offered.together_most < _USUAL:
        raise NotFound("This is not booked for several at once.")
    return offered
