"""How a resident wants to be written to and spoken with, in their account."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.people import actions, scopes
from moothall.people.forms import NeedsForm
from moothall.people.needs import needs_of


@resident(scopes.PREFERENCES)
def needs(request: CouncilRequest) -> HttpResponseBase:
    """Ask for language, formats and an interpreter, and keep the answer."""
    person_id = UUID(request.actor.subject)
    form = NeedsForm(
        request.POST if request.method == "POST" else None,
        languages=request.council.languages,
        needs=needs_of(person_id),
    )
    if form.is_valid():
        actions.set_needs(
            actor=request.actor, person_id=person_id, needs=form.needs(), now=clock.now()
        )
        return HttpResponseRedirect(f"{reverse('account:preferences')}?saved=needs")
    status = 422 if form.is_bound else 200
    return render(request, "people/account/needs.html", {"form": form}, status=status)
