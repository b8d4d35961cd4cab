"""What somebody sees who follows the link that the council sent them while they spoke."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from moothall.cases.contact import actions
from moothall.cases.contact.links import invitation_of
from moothall.cases.contact.models import AccountInvitation
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import signing_in
from moothall.kernel.errors import NotFound


@signing_in
def open_account(request: CouncilRequest, token: str) -> HttpResponseBase:
    """
    Say what happens next, and send them on to sign in and to join, as anybody who does.

    Only the button counts as following it: programs that read mail for its reader look at links.
    """
    now = clock.now()
    try:
        invitation = invitation_of(token)
        if request.method == "POST":
            actions.follow_invitation(token=token, now=now)
    except NotFound:
        return _gone(request)
    if now >= invitation.expires_at:
        return _gone(request)
    if request.method == "POST":
        asked = urlencode({"next": reverse("account:join")})
        return redirect(f"{reverse('account:sign-in')}?{asked}")
    return _shown(request, invitation)


def _shown(request: CouncilRequest, invitation: AccountInvitation) -> HttpResponse:
    context = {"by_text": invitation.channel == "text"}
    return render(request, "cases/account/open_account.html", context)


def _gone(request: CouncilRequest) -> HttpResponse:
    return render(request, "cases/account/open_account_gone.html", status=404)
