"""What every page of linked accounts reads of its request, and how it answers."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import NotFound
from moothall.kernel.money import pounds
from moothall.people.linked_queries import linked_account
from moothall.people.rows import LinkedAccountRow


def person_id_of(request: CouncilRequest) -> UUID:
    """Return the person whose affairs these are, who may be another than who signed in."""
    return UUID(request.actor.subject)


def account_or_404(request: CouncilRequest, linked_account_id: UUID) -> LinkedAccountRow:
    """
    Return one account that this person has linked.

    :raises Http404: if there is none, whatever the reason
    """
    try:
        return linked_account(person_id=person_id_of(request), linked_account_id=linked_account_id)
    except NotFound as error:
        raise Http404 from error


def page(
    request: CouncilRequest, template: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """Return a page that nobody keeps."""
    response = render(
        request,
        f"revenues/account/{template}.html",
        {"pounds": pounds, **context},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response
