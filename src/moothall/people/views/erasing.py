"""Asking a council to erase what it holds, and thinking again."""

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict, NotFound
from moothall.people import actions, rights_queries, scopes
from moothall.people.keeping_reasons import keeping_reasons
from moothall.people.views.saying import on_to
from moothall.people.views.your_data import own_person


@resident(scopes.ACCOUNT, recent=True)
def erase(request: CouncilRequest) -> HttpResponseBase:
    """Show what goes and what must be kept, why and until when; then ask for it."""
    person = own_person(request)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        actions.ask_for_erasure(
            actor=request.actor,
            person_id=person.id,
            language=request.LANGUAGE_CODE,
            now=clock.now(),
        )
        return HttpResponseRedirect(reverse("account:your-data"))
    fates = actions.fates_of(person.id, council_id=request.council.id, now=clock.now())
    shown: dict[str, Any] = {
        "goes": [fate for fate in fates if not fate.is_kept],
        "stays": [
            {"fate": fate, "reason": keeping_reasons.get(fate.reason)}
            for fate in fates
            if fate.is_kept
        ],
        "days": actions.COOLING_OFF.days,
        "erasure": rights_queries.erasure_of(person.id),
        "not_confirmed": request.method == "POST",
    }
    return render(
        request,
        "people/account/erase.html",
        shown,
        status=422 if shown["not_confirmed"] else 200,
    )


@resident(scopes.ACCOUNT)
@require_POST
def undo(request: CouncilRequest) -> HttpResponseBase:
    """Let everything stay."""
    try:
        actions.undo_erasure(actor=request.actor, person_id=own_person(request).id, now=clock.now())
    except Conflict:
        return on_to("account:your-data", "erased")
    except NotFound:
        return on_to("account:your-data", "nothing-asked")
    return on_to("account:your-data", "kept")
