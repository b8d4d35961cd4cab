"""Residents' own cases: the list of them, and the page of each."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from moothall.cases import policies
from moothall.cases.actions import note_that_resident_looked
from moothall.cases.acts import Act
from moothall.cases.own_forms import WORDS, RequestSearch
from moothall.cases.own_rows import OwnRequest
from moothall.cases.queries import RequestFilters, own_reference, own_request, own_requests
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import scopes


@resident(scopes.REQUESTS)
def requests(request: CouncilRequest) -> HttpResponseBase:
    """List somebody's own cases, narrowed to what they look for."""
    person_id, council_id = UUID(request.actor.subject), request.council.id
    require(policies.can_see_own_cases(request.actor, person_id, council_id))
    search = RequestSearch(request.GET)
    asked = _asked(search)
    after = request.GET.get("after", "")
    page = own_requests(
        person_id,
        council_id=council_id,
        filters=RequestFilters(state=asked["state"], kind=asked["kind"], text=asked["q"]),
        after=after,
        language=request.LANGUAGE_CODE,
    )
    said = {key: value for key, value in asked.items() if value}
    return render(
        request,
        "cases/account/requests.html",
        {
            "rows": page.rows,
            "search": search,
            "asked": asked,
            "is_narrowed": bool(said),
            "older_href": _address(said, page.next_after) if page.next_after else "",
            "newer_href": _address(said) if after else "",
        },
    )


@resident(scopes.REQUESTS)
def request_page(request: CouncilRequest, reference: str) -> HttpResponseBase:
    """Show one case of theirs: where it stands, what happens next, and what they may do."""
    try:
        found = own(request, reference)
    except NotFound:
        understood = own_reference(
            UUID(request.actor.subject), council_id=request.council.id, text=reference
        )
        if understood == reference:
            raise
        return redirect("account:request", reference=understood)
    if found.row.has_news and request.method == "GET" and not request.actor.on_behalf_of:
        note_that_resident_looked(actor=request.actor, case_id=found.row.id, now=clock.now())
    return render(request, "cases/account/request.html", page_of(request, found))


def own(request: CouncilRequest, reference: str) -> OwnRequest:
    """
    Return the case of the person for whom the actor acts.

    :raises NotFound: if they have none of this reference
    """
    person_id, council_id = UUID(request.actor.subject), request.council.id
    require(policies.can_see_own_cases(request.actor, person_id, council_id))
    return own_request(
        person_id,
        council_id=council_id,
        reference=reference,
        language=request.LANGUAGE_CODE,
        now=clock.now(),
    )


def page_of(request: CouncilRequest, found: OwnRequest) -> dict[str, Any]:
    """Return what the page of a case shows."""
    done = request.GET.get("done", "")
    return {
        "found": found,
        "acts": [(act.value, WORDS[act].title) for act in found.acts if act is not Act.ANSWER],
        "may_answer": Act.ANSWER in found.acts,
        "done": WORDS[Act(done)].done if done in Act.values else "",
    }


def _asked(search: RequestSearch) -> dict[str, str]:
    """Return what is asked for; what makes no sense is left out."""
    search.is_valid()
    return {
        name: str(search.cleaned_data.get(name, "")).strip().replace("\0", "")
        for name in search.fields
    }


def _address(said: dict[str, str], after: str = "") -> str:
    query = {**said, **({"after": after} if after else {})}
    return reverse("account:requests") + (f"?{urlencode(query)}" if query else "")
