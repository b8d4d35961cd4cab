"""The page on which residents say which account of an older site is theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict, NotFound
from moothall.people import actions, scopes
from moothall.people.claims import claims_of
from moothall.people.resident_standing import ResidentStanding
from moothall.people.views.account import next_in


@resident(scopes.ACCOUNT)
def earlier_accounts(request: CouncilRequest) -> HttpResponseBase:
    """Ask about accounts at older sites under somebody's confirmed addresses; undo an answer."""
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    if request.method == "POST":
        _answer(request, standing)
        go_on = urlencode({"next": next_in(request)})
        return HttpResponseRedirect(f"{reverse('account:earlier-accounts')}?{go_on}")
    return render(
        request,
        "people/account/earlier_accounts.html",
        {"claims": claims_of(standing.account_id), "next": next_in(request)},
    )


def _answer(request: CouncilRequest, standing: ResidentStanding) -> None:
    answer, now = request.POST.get("answer", ""), clock.now()
    actor, account_id = request.actor, standing.account_id
    try:
        asked = UUID(request.POST.get("account", ""))
        if answer == "undo":
            actions.take_back_answer(actor=actor, account_id=account_id, imported_id=asked, now=now)
        elif answer in {"yes", "no"}:
            actions.answer_for_imported_user(
                actor=actor, account_id=account_id, imported_id=asked,
                is_mine=answer == "yes", now=now,
            )  # fmt: skip
    except ValueError as error:
        raise NotFound("There is no such account.") from error
    except Conflict:
        messages.error(
            request, _("You have said yes to another account of this website. Undo that first.")
        )
