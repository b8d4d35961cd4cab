"""Parking without an account: look at a place, see what a stay costs, pay by card."""

from datetime import datetime, timedelta

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock, rate_limits
from moothall.kernel.access import public
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.visitors import address_of
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.verticals.parking import actions, queries
from moothall.verticals.parking.errors import AskedOtherwise, ParkingRefused, PriceChanged
from moothall.verticals.parking.forms import PlaceForm, StayForm
from moothall.verticals.parking.refusing import refused
from moothall.verticals.parking.rows import PlaceRow
from moothall.verticals.parking.rules_of_stay import Stay, open_place, stay_from_now
from moothall.verticals.parking.wording import end_words

#: Prices that one visitor is told in an hour; nobody parks so often.
_ASKED, _PER = 60, timedelta(hours=1)
PAY = "pay"


@public
def places(request: CouncilRequest) -> HttpResponseBase:
    """List the places, or go to the one whose number was typed."""
    now = clock.now()
    form = PlaceForm(request.GET if "code" in request.GET else None)
    rows = queries.place_rows(request.council.id, request.LANGUAGE_CODE, now=now)
    if form.is_valid():
        known = [row for row in rows if row.code == form.cleaned_data["code"]]
        if known:
            return HttpResponseRedirect(_address(known[0].code))
        form.add_error("code", _("We know no place of this number. Look at the sign again."))
    status = 422 if form.is_bound else 200
    context = {"places": rows, "form": form}
    return render(request, "parking/public/places.html", context, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: CouncilRequest, code: str) -> HttpResponseBase:
    """Show a place, then what a stay costs, then put it into the basket."""
    now = clock.now()
    row = _row(request, code, now=now)
    form = StayForm(request.POST if request.method == "POST" else None)
    stay = _stay(request, form, row.code, now=now) if form.is_valid() else None
    if stay is not None and stay.pence and request.POST.get("step") == PAY:
        basket, secret = basket_to_fill(request, actor=anonymous_resident(), now=now)
        actions.put_session_in_basket(
            actor=anonymous_resident(), stay=stay, basket_id=basket.pk,
            language=request.LANGUAGE_CODE, now=now,
        )  # fmt: skip
        response = HttpResponseRedirect(reverse("public:basket"))
        remember_basket(response, secret)
        return response
    return _page(request, row, form, stay, now=now)


@public
@require_http_methods(["POST"])
def free(request: CouncilRequest, code: str) -> HttpResponseBase:
    """Start a stay that free minutes pay for."""
    now = clock.now()
    row, form = _row(request, code, now=now), StayForm(request.POST)
    stay = _stay(request, form, row.code, now=now) if form.is_valid() else None
    if stay is None or stay.pence:
        return _page(request, row, form, stay, now=now)
    try:
        session = actions.start_without_paying(
            asked=actions.Asked(
                actor=anonymous_resident(),
                key=f"free:{request.POST.get('key', '')[:40] or new_id()}",
                channel="web",
                language=request.LANGUAGE_CODE,
                now=now,
            ),
            council_id=request.council.id,
            place=row.code,
            vrm=stay.vrm,
            minutes=stay.minutes,
        )
    except (ParkingRefused, PriceChanged, AskedOtherwise):
        # Why, would tell a stranger where the vehicle is or was.
        form.add_error(None, _("This vehicle cannot have free time here now. Read the sign."))
        return _page(request, row, form, None, now=now)
    context = {"place": row, "vrm": session.vrm, "ends": end_words(session.ends_at, now=now)}
    return render(request, "parking/public/started.html", context)


def _row(request: CouncilRequest, code: str, *, now: datetime) -> PlaceRow:
    found = queries.place_rows(request.council.id, request.LANGUAGE_CODE, now=now, code=code)
    if not found:
        raise NotFound(_("There is no such place."))
    return found[0]


def _stay(request: CouncilRequest, form: StayForm, code: str, *, now: datetime) -> Stay | None:
    """Return what the typed stay costs, or nothing with an error on the form."""
    who = f"parking-quote:{request.council.id}:{address_of(request)}"
    if not rate_limits.allow(who, limit=_ASKED, per=_PER, now=now):
        form.add_error(None, _("You have asked for many prices. Try again in an hour."))
        return None
    given = form.cleaned_data
    try:
        return stay_from_now(
            open_place(request.council.id, code), given["vrm"], given["length"], now=now,
            looks_back=False,
        )  # fmt: skip
    except ParkingRefused as problem:
        form.add_error("hours", refused(problem, now=now))
        return None


def _page(
    request: CouncilRequest, row: PlaceRow, form: StayForm, stay: Stay | None, *, now: datetime
) -> HttpResponseBase:
    return render(
        request,
        "parking/public/place.html",
        {
            "place": row,
            "form": form,
            "stay": stay,
            "ends": end_words(stay.ends, now=now) if stay else "",
            "key": new_id(),
        },
        status=422 if form.is_bound and stay is None else 200,
    )


def _address(code: str) -> str:
    return reverse("public:parking-place", kwargs={"code": code})
