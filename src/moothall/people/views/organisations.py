"""Organisations for which several people act."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict, NotFound
from moothall.people import actions, scopes
from moothall.people.grant_forms import MemberForm, OrganisationForm
from moothall.people.grant_rows import OrganisationRow, organisations_of
from moothall.people.resident_standing import ResidentStanding


@resident(scopes.ACCOUNT, recent=True)
def new(request: CouncilRequest) -> HttpResponseBase:
    """Begin an organisation."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        organisation = actions.create_organisation(
            actor=request.actor,
            name=form.cleaned_data["name"],
            number=form.cleaned_data["number"],
            now=clock.now(),
        )
        return HttpResponseRedirect(reverse("account:organisation", args=(organisation.pk,)))
    return render(
        request,
        "people/account/helper_form.html",
        {
            "form": form,
            "heading": _("Add an organisation"),
            "action": reverse("account:organisation-new"),
        },
        status=422 if form.is_bound else 200,
    )


@resident(scopes.ACCOUNT)
def organisation(request: CouncilRequest, organisation_id: UUID) -> HttpResponseBase:
    """Show who acts for an organisation; let an owner invite one more."""
    row = _of_mine(request, organisation_id)
    form = MemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.invite_member(
                actor=request.actor,
                organisation_id=organisation_id,
                email=form.cleaned_data["email"],
                now=clock.now(),
            )
        except Conflict as refusal:
            form.add_error("email", str(refusal))
        else:
            return render(
                request,
                "people/account/organisation.html",
                {"row": row, "form": MemberForm(), "invited": form.cleaned_data["email"]},
            )
    return _page(request, row, form)


@resident(scopes.ACCOUNT)
@require_POST
def member(request: CouncilRequest, organisation_id: UUID, member_id: UUID) -> HttpResponseBase:
    """Remove a member, leave, or make somebody an owner too."""
    row = _of_mine(request, organisation_id)
    if member_id not in {one.id for one in row.members}:
        raise NotFound("There is no such member.")
    if request.POST.get("do") == "owner":
        actions.make_owner(actor=request.actor, membership_id=member_id, now=clock.now())
        return HttpResponseRedirect(reverse("account:organisation", args=(organisation_id,)))
    form = MemberForm()
    try:
        actions.end_membership(actor=request.actor, membership_id=member_id, now=clock.now())
    except Conflict as refusal:
        return _page(request, row, form, problem=str(refusal))
    is_gone = member_id == row.membership_id
    where = reverse("account:helpers" if is_gone else "account:organisation",
                    args=() if is_gone else (organisation_id,))  # fmt: skip
    return HttpResponseRedirect(where)


def _page(
    request: CouncilRequest, row: OrganisationRow, form: MemberForm, problem: str = ""
) -> HttpResponseBase:
    return render(
        request,
        "people/account/organisation.html",
        {"row": row, "form": form, "invited": "", "problem": problem},
        status=422 if form.is_bound or problem else 200,
    )


def _of_mine(request: CouncilRequest, organisation_id: UUID) -> OrganisationRow:
    """
    Return an organisation for which the resident acts.

    :raises NotFound: if there is none
    """
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    for row in organisations_of(standing.themselves.id):
        if row.id == organisation_id:
            return row
    raise NotFound("There is no such organisation.")
