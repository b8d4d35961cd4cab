"""Closing a sign-in, at the sign-in host: for every council at once."""

import time
from contextlib import suppress
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.kernel import clock
from moothall.kernel.access import sign_in_page
from moothall.kernel.errors import NotFound
from moothall.people import actions, rights_queries
from moothall.people.sign_in.assurance import RECENT_SECONDS, assurance_of


@sign_in_page
@login_required
def close(request: HttpRequest) -> HttpResponseBase:
    """Say what closing means, take the wish of whoever just signed in, and let them think again."""
    here = reverse("sign-in:close")
    if time.time() - assurance_of(request).authenticated_at > RECENT_SECONDS:
        # Not everybody has something to prove themselves by again, but everybody can sign in.
        end_session(request)
        return HttpResponseRedirect(
            f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: here})}"
        )
    account_id = int(str(request.user.pk))
    if request.method != "POST":
        return _page(request, account_id)
    if request.POST.get("answer") == "keep":
        with suppress(NotFound):  # kept already, in another window
            actions.undo_closing(account_id=account_id, now=clock.now())
    elif request.POST.get("confirmed") == "yes":
        actions.ask_to_close(account_id=account_id, now=clock.now())
    else:
        return _page(request, account_id, not_confirmed=True)
    return HttpResponseRedirect(here)


def _page(
    request: HttpRequest, account_id: int, *, not_confirmed: bool = False
) -> HttpResponseBase:
    return render(
        request,
        "people/sign_in/close.html",
        {
            "closing": rights_queries.closing_of(account_id),
            "days": actions.COOLING_OFF.days,
            "not_confirmed": not_confirmed,
        },
        status=422 if not_confirmed else 200,
    )
