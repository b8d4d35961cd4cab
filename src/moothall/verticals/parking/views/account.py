"""Parking of somebody who has signed in: what runs, starting, vehicles, what was."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.payments.wallets import actions as wallets
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.queries import wallet_rows
from moothall.people import scopes
from moothall.verticals.parking import actions, queries
from moothall.verticals.parking.actions.vehicles import TooManyVehicles
from moothall.verticals.parking.errors import PriceChanged
from moothall.verticals.parking.forms import LengthForm, VehicleForm
from moothall.verticals.parking.models import ParkingSession
from moothall.verticals.parking.policies import can_change_session
from moothall.verticals.parking.refusing import REFUSALS, refused
from moothall.verticals.parking.rules_of_stay import price_until
from moothall.verticals.parking.tariff import MINUTE
from moothall.verticals.parking.tariff_rules import read_tariff
from moothall.verticals.parking.views import starting
from moothall.verticals.parking.wording import end_words, length_words, rules_lines

#: As many are listed.
LISTED = 100
_LATELY = 3
PAY = "pay"


@resident(scopes.MONEY)
def parking(request: CouncilRequest) -> HttpResponseBase:
    """Show what runs, what is left to park with, and the vehicles."""
    person_id, now, language = _person(request), clock.now(), request.LANGUAGE_CODE
    wallet = queries.parking_wallet_of(request.council.id, person_id)
    sessions = queries.sessions_of(person_id, language, now=now, limit=LISTED)
    return render(
        request,
        "parking/account/parking.html",
        {
            "rules": queries.rules_of(request.council.id),
            "wallet": wallet_rows([wallet], language)[0] if wallet else None,
            "running": [one for one in sessions if one.is_running],
            "lately": [one for one in sessions if not one.is_running][:_LATELY],
            "vehicles": queries.vehicles_of(person_id),
            "done": request.GET.get("done", ""),
        },
    )


@resident(scopes.MONEY)
@require_POST
def wallet_open(request: CouncilRequest) -> HttpResponseBase:
    """Open the wallet to park with, and go to where money is paid in."""
    rules = queries.rules_of(request.council.id)
    if rules is None:
        raise NotFound("There is no parking here.")
    wallet = wallets.open_wallet(
        actor=request.actor,
        council_id=request.council.id,
        scheme=rules.scheme,
        holder_type=PERSON,
        holder_id=_person(request),
        now=clock.now(),
    )
    return HttpResponseRedirect(reverse("account:wallet", kwargs={"wallet_id": wallet.pk}))


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: CouncilRequest) -> HttpResponseBase:
    """Ask where and how long, say what it costs, and start."""
    return starting.start(request, _person(request), now=clock.now())


@resident(scopes.MONEY)
def history(request: CouncilRequest) -> HttpResponseBase:
    """List what was."""
    rows = queries.sessions_of(
        _person(request), request.LANGUAGE_CODE, now=clock.now(), limit=LISTED
    )
    return render(request, "parking/account/history.html", {"sessions": rows})


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def vehicles(request: CouncilRequest) -> HttpResponseBase:
    """List the vehicles, and add one."""
    person_id = _person(request)
    form = VehicleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_vehicle(
                actor=request.actor,
                council_id=request.council.id,
                person_id=person_id,
                vrm=form.cleaned_data["vrm"],
                name=form.cleaned_data["name"],
                now=clock.now(),
            )
            return HttpResponseRedirect(reverse("account:parking-vehicles"))
        except TooManyVehicles:
            form.add_error("vrm", _("You have as many vehicles as we can keep. Remove one first."))
    context = {"vehicles": queries.vehicles_of(person_id), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "parking/account/vehicles.html", context, status=status)


@resident(scopes.MONEY)
@require_POST
def vehicle_remove(request: CouncilRequest, vehicle_id: UUID) -> HttpResponseBase:
    """Take a vehicle out of the account."""
    actions.remove_vehicle(
        actor=request.actor, person_id=_person(request), vehicle_id=vehicle_id, now=clock.now()
    )
    return HttpResponseRedirect(reverse("account:parking-vehicles"))


@resident(scopes.MONEY)
def session(request: CouncilRequest, session_id: UUID) -> HttpResponseBase:
    """Show one session, until when it goes and what it cost."""
    return _page(request, _theirs(request, session_id), LengthForm(), now=clock.now())


@resident(scopes.MONEY)
@require_POST
def extend(request: CouncilRequest, session_id: UUID) -> HttpResponseBase:
    """Say what more time costs, then add it."""
    found, now = _theirs(request, session_id), clock.now()
    form = LengthForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, now=now)
    minutes = form.cleaned_data["length"]
    try:
        if request.POST.get("step") == PAY:
            actions.extend_session(
                asked=starting.asked(request, now=now),
                session_id=found.pk,
                minutes=minutes,
                shown_pence=starting.shown_pence(request),
            )
            return HttpResponseRedirect(f"{_address(found)}?done=extended")
        more = price_until(found, found.tariff, found.ends_at + minutes * MINUTE).pence
    except PriceChanged as changed:
        more = found.pence + changed.pence
    except REFUSALS as problem:
        form.add_error("hours", refused(problem, now=now))
        return _page(request, found, form, now=now)
    [row] = queries.session_rows([found], request.LANGUAGE_CODE, now=now)
    context = {
        "session": row,
        "more_pence": more - found.pence,
        "length": length_words(minutes),
        "minutes": minutes,
        "ends": end_words(found.ends_at + minutes * MINUTE, now=now),
        "key": starting.new_key(),
    }
    return render(request, "parking/account/extend.html", context)


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: CouncilRequest, session_id: UUID) -> HttpResponseBase:
    """Say what is given back, then stop."""
    found, now = _theirs(request, session_id), clock.now()
    if request.method == "POST":
        try:
            actions.stop_session(
                asked=starting.asked(request, now=now, key=f"stop:{found.pk}"), session_id=found.pk
            )
        except REFUSALS:
            return HttpResponseRedirect(_address(found))  # which says that it has ended
        return HttpResponseRedirect(f"{reverse('account:parking')}?done=stopped")
    if found.ends_at <= now:
        return HttpResponseRedirect(_address(found))
    _ends, back = actions.if_stopped(found, found.tariff, now=now)
    [row] = queries.session_rows([found], request.LANGUAGE_CODE, now=now)
    return render(request, "parking/account/stop.html", {"session": row, "back_pence": back})


def _person(request: CouncilRequest) -> UUID:
    return UUID(request.actor.subject)


def _theirs(request: CouncilRequest, session_id: UUID) -> ParkingSession:
    """
    Return a session of theirs.

    :raises NotFound: whether there is none or it is another's
    """
    found = queries.session_by_id(session_id)
    if not can_change_session(request.actor, found):
        raise NotFound("There is no such session.")
    return found


def _page(
    request: CouncilRequest, found: ParkingSession, form: LengthForm, *, now: datetime
) -> HttpResponseBase:
    [row] = queries.session_rows([found], request.LANGUAGE_CODE, now=now)
    return render(
        request,
        "parking/account/session.html",
        {
            "session": row,
            "rules": rules_lines(read_tariff(found.tariff.rules)),
            "form": form,
            "done": request.GET.get("done", ""),
        },
        status=422 if form.is_bound else 200,
    )


def _address(found: ParkingSession) -> str:
    return reverse("account:parking-session", kwargs={"session_id": found.pk})
