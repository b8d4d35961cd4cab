"""The children whom somebody looks after who has signed in."""

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
from moothall.payments.browser import basket_to_fill
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.payments.wallets.queries import wallets_held_by
from moothall.people import scopes
from moothall.verticals.schools import actions, queries
from moothall.verticals.schools.errors import ActivityClosed, PlaceTaken, TooManyClaims
from moothall.verticals.schools.forms import ClaimForm
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.models import Pupil
from moothall.verticals.schools.policies import looks_after


@resident(scopes.MONEY)
def schools(request: CouncilRequest) -> HttpResponseBase:
    """List the children with what is left for each."""
    person_id = UUID(request.actor.subject)
    return render(
        request,
        "schools/account/schools.html",
        {
            "children": queries.children_of(person_id, request.LANGUAGE_CODE),
            "waiting": queries.waiting_claims_of(person_id),
            "done": request.GET.get("done", ""),
        },
    )


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: CouncilRequest) -> HttpResponseBase:
    """Ask to look after a child; the answer is the same whether there is such a child."""
    known = queries.schools_of(request.council.id)
    form = ClaimForm(request.POST if request.method == "POST" else None, schools=known)
    if form.is_valid():
        try:
            actions.claim_child(
                actor=request.actor,
                council_id=request.council.id,
                school_id=UUID(form.cleaned_data["school"]),
                number=form.cleaned_data["number"],
                born_on=form.cleaned_data["born_on"],
                now=clock.now(),
            )
            return HttpResponseRedirect(f"{reverse('account:schools')}?done=asked")
        except TooManyClaims:
            form.add_error(None, _("You have asked often today. Try again tomorrow."))
    status = 422 if form.is_bound else 200
    return render(request, "schools/account/claim.html", {"form": form}, status=status)


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Say yes to a school's invitation."""
    if request.method == "POST":
        try:
            guardian = actions.accept_invitation(
                actor=request.actor, council_id=request.council.id, secret=secret, now=clock.now()
            )
        except NotFound:
            return render(request, "schools/account/invitation.html", {"is_over": True}, status=404)
        return HttpResponseRedirect(_address(guardian.pupil_id))
    return render(request, "schools/account/invitation.html", {"is_over": False})


@resident(scopes.MONEY)
def child(request: CouncilRequest, pupil_id: UUID) -> HttpResponseBase:
    """Show a child's money, trips and clubs."""
    return _page(request, _theirs(request, pupil_id))


@resident(scopes.MONEY)
@require_POST
def join(request: CouncilRequest, pupil_id: UUID, activity_id: UUID) -> HttpResponseBase:
    """Put the first part of a trip or club into the basket."""
    pupil, now = _theirs(request, pupil_id), clock.now()
    basket, _secret = basket_to_fill(
        request, actor=request.actor, person_id=UUID(request.actor.subject), now=now
    )
    try:
        actions.ask_for_place(
            actor=request.actor,
            activity_id=activity_id,
            pupil_id=pupil.pk,
            basket_id=basket.pk,
            now=now,
        )
    except ActivityClosed:
        return _page(request, pupil, problem=_("Nobody can join this trip or club any more."))
    except PlaceTaken:
        return _page(
            request, pupil, problem=_("Your child has a place already, or it waits in your basket.")
        )
    except CannotPay:
        return _page(request, pupil, problem=_("This cannot be paid for just now. Ask the school."))
    return HttpResponseRedirect(reverse("account:basket"))


@resident(scopes.MONEY)
@require_POST
def instalment(request: CouncilRequest, pupil_id: UUID, part_id: UUID) -> HttpResponseBase:
    """Put a further part of a trip or club into the basket."""
    pupil, now = _theirs(request, pupil_id), clock.now()
    basket, _secret = basket_to_fill(
        request, actor=request.actor, person_id=UUID(request.actor.subject), now=now
    )
    try:
        actions.pay_instalment(
            actor=request.actor, instalment_id=part_id, basket_id=basket.pk, now=now
        )
    except (PaymentUnderWay, BasketPaid):
        return _page(request, pupil, problem=_("Somebody is just paying for this."))
    return HttpResponseRedirect(reverse("account:basket"))


def _theirs(request: CouncilRequest, pupil_id: UUID) -> Pupil:
    """
    Return a child whom they look after.

    :raises NotFound: whether there is none or it is another's
    """
    pupil = queries.pupil_by_id(pupil_id)
    if not looks_after(request.actor, pupil.pk, request.council.id):
        raise NotFound("There is no such child.")
    return pupil


def _page(request: CouncilRequest, pupil: Pupil, *, problem: str = "") -> HttpResponseBase:
    language = request.LANGUAGE_CODE
    return render(
        request,
        "schools/account/child.html",
        {
            "pupil": pupil,
            "wallets": wallets_held_by(PUPIL, [pupil.pk], language),
            "trips": queries.trips_for(pupil, language, now=clock.now()),
            "problem": problem,
        },
        status=422 if problem else 200,
    )


def _address(pupil_id: UUID) -> str:
    return reverse("account:school-child", kwargs={"pupil_id": pupil_id})
