"""A resident's address and area, and telling councils that they have moved."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.cases.workflow import Status
from moothall.councils.models import Purpose
from moothall.councils.queries import council_by_id, service_for
from moothall.councils.requests import CouncilRequest
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.people import scopes
from moothall.people.actions import move_in
from moothall.people.elsewhere import at_own_council, own_joinings
from moothall.people.queries import residence_of
from moothall.people.resident_standing import ResidentStanding
from moothall.places.queries import address, find_addresses
from moothall.surfaces.account.living import actions
from moothall.surfaces.account.living.area import area_of, places_on_map, reports_on_map
from moothall.surfaces.account.living.forms import MoveForm, ResidenceForm

FIND = "find-address"
MOVED = "moved"
_MOST_FOUND = 50


@resident(scopes.DETAILS)
def area(request: CouncilRequest) -> HttpResponseBase:
    """Show where somebody lives, and what the council does and knows there."""
    now = clock.now()
    residence = residence_of(UUID(request.actor.subject))
    found = None if residence is None else area_of(request.council, residence, now=now)
    context: dict[str, Any] = {"area": found}
    if found is not None:
        statuses = {status.value: str(status.label) for status in Status}
        context["near"] = places_on_map(found, request.LANGUAGE_CODE)
        context["reports"] = reports_on_map(found, request.LANGUAGE_CODE, statuses)
    return render(request, "surfaces/account/area.html", context)


@resident(scopes.DETAILS)
def change(request: CouncilRequest) -> HttpResponseBase:
    """Ask for the address, found in the gazetteer, and keep it."""
    person_id = UUID(request.actor.subject)
    searching = request.POST.get("action") == FIND
    sent = request.method == "POST" and not searching
    known = residence_of(person_id)
    shown = {"moved_in_on": known.moved_in_on if known else None}
    form = ResidenceForm(request.POST if sent else None, initial=shown)
    if form.is_valid():
        try:
            move_in(
                actor=request.actor,
                person_id=person_id,
                uprn=form.cleaned_data["residence"],
                moved_in_on=form.cleaned_data["moved_in_on"],
                now=clock.now(),
            )
        except NotFound:
            form.add_error("residence", form.fields["residence"].error_messages["required"])
        else:
            return HttpResponseRedirect(reverse(f"account:{_next(request)}"))
    context = {**_lookup(request, known.uprn if known else None), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "surfaces/account/area_change.html", context, status=status)


@resident(scopes.ACCOUNT)
def moved(request: CouncilRequest) -> HttpResponseBase:
    """Let somebody tell this council and others that they joined where they live now."""
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    residence = residence_of(UUID(request.actor.subject))
    home = address(residence.uprn) if residence else None
    if residence is None or home is None:
        return render(request, "surfaces/account/moved.html", {"home": None})
    others = [
        council_by_id(one.council_id)
        for one in own_joinings(standing.account_id, besides=request.council.id)
    ]
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        to_tell=[one for one in [*others, request.council] if _takes_moves(standing, one)],
        to_leave=others,
        language=request.LANGUAGE_CODE,
        moved_on=residence.moved_in_on,
    )
    if form.is_valid():
        now = clock.now()
        for council in form.councils("tell"):
            actions.tell_of_move(
                account_id=standing.account_id,
                council_id=council.id,
                new_address=home,
                moved_on=form.cleaned_data["moved_on"],
                is_home=council.id == request.council.id,
                now=now,
            )
        for council in form.councils("leave"):
            actions.leave_after_move(account_id=standing.account_id, council_id=council.id, now=now)
        return HttpResponseRedirect(f"{reverse('account:moved')}?done=1")
    context = {"home": home, "form": form, "done": "done" in request.GET}
    status = 422 if form.is_bound else 200
    return render(request, "surfaces/account/moved.html", context, status=status)


def _takes_moves(standing: ResidentStanding, council: CouncilRow) -> bool:
    """Tell whether a council that the account joined takes a change of address."""
    with at_own_council(account_id=standing.account_id, council_id=council.id):
        return service_for(council.id, Purpose.CHANGE_OF_ADDRESS) is not None


def _next(request: CouncilRequest) -> str:
    """Return the page that comes after an address was given: of two that we know, never another."""
    return MOVED if request.POST.get("then") == MOVED else "area"


def _lookup(request: CouncilRequest, known_uprn: int | None) -> dict[str, Any]:
    """Return what the look-up shows: the address so far, and those that were found."""
    language, custodian = request.LANGUAGE_CODE, request.council.custodian_code
    query = request.POST.get("residence_query", "").strip()
    chosen = request.POST.get("residence", "") or (str(known_uprn) if known_uprn else "")
    known = address(int(chosen)) if chosen.isdecimal() else None
    found = None
    if query and custodian is not None and not request.POST.get("residence"):
        rows = find_addresses(query, custodian_code=custodian, limit=_MOST_FOUND)
        found = [{"uprn": str(row.uprn), "text": row.line_in(language)} for row in rows]
    return {
        "query": query,
        "found": found,
        "value": chosen if known else "",
        "value_text": known.line_in(language) if known else "",
        "then": MOVED if MOVED in (request.GET.get("then"), request.POST.get("then")) else "",
    }
