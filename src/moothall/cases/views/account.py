"""What signed-in residents ask of the council about what it holds of them."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.cases import actions
from moothall.cases.actions.data_requests import DataRight
from moothall.cases.forms import DataRequestForm
from moothall.cases.models import Case
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.people import scopes


@resident(scopes.ACCOUNT)
def data_request(request: CouncilRequest, right: str) -> HttpResponseBase:
    """Ask to correct, not to use, or to hold back something: a case with the law's clock."""
    if right not in set(DataRight):
        raise NotFound("There is no such right.")
    form = DataRequestForm(request.POST or None, initial={"key": new_id()})
    if form.is_valid():
        case = actions.ask_about_data(
            actor=request.actor,
            person_id=UUID(request.actor.identifier),
            right=DataRight(right),
            words=form.cleaned_data["words"],
            submission_key=str(form.cleaned_data["key"]),
            language=request.LANGUAGE_CODE,
            now=clock.now(),
        )
        return HttpResponseRedirect(reverse("account:data-request-sent", args=[case.pk]))
    return render(
        request,
        "cases/account/data_request.html",
        {"form": form, "right": right},
        status=422 if form.is_bound and form.errors else 200,
    )


@resident(scopes.ACCOUNT)
def data_request_sent(request: CouncilRequest, case_id: UUID) -> HttpResponseBase:
    """Say that it arrived, and by when the council must answer."""
    case = Case.objects.filter(pk=case_id, person_id=UUID(request.actor.identifier)).first()
    if case is None:
        raise NotFound("There is no such request.")
    return render(request, "cases/account/data_request_sent.html", {"case": case})
