"""The account's home."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate

from moothall.bookings.policies import is_own
from moothall.cases.policies import can_see_own_cases
from moothall.cases.queries import newest_requests
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.people import scopes
from moothall.people.linked_queries import linked_accounts_of
from moothall.people.needs_you import what_needs

OPEN_SHOWN = 10
CLOSED_SHOWN = 5


@resident("")
def home(request: CouncilRequest) -> HttpResponseBase:
    """Show what needs somebody first, and what the council holds for them."""
    now = clock.now()
    person_id, council_id = UUID(request.actor.subject), request.council.id
    needs = what_needs(
        request.actor,
        person_id,
        council_id=council_id,
        language=request.LANGUAGE_CODE,
        now=now,
    )
    return render(
        request,
        "surfaces/account/home.html",
        {
            "needs": needs,
            "today": localdate(now),
            **_requests(request, person_id),
            "may_see_bookings": is_own(request.actor, person_id, council_id),
            **_linked_accounts(request, person_id),
        },
    )


def _linked_accounts(request: CouncilRequest, person_id: UUID) -> dict[str, Any]:
    actor, council_id = request.actor, request.council.id
    may_see = actor.may_for(person_id, scopes.LINKED_ACCOUNTS, council_id)
    return {
        "linked": linked_accounts_of(person_id) if may_see else [],
        "may_see_money": actor.may_for(person_id, scopes.MONEY, council_id),
    }


def _requests(request: CouncilRequest, person_id: UUID) -> dict[str, Any]:
    council_id, language = request.council.id, request.LANGUAGE_CODE
    if not can_see_own_cases(request.actor, person_id, council_id):
        return {"may_see_requests": False}
    newest = newest_requests(
        person_id,
        council_id=council_id,
        most_open=OPEN_SHOWN,
        most_closed=CLOSED_SHOWN,
        language=language,
    )
    return {"may_see_requests": True, "newest": newest}
