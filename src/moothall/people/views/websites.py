"""What residents allow the councils' other websites to learn of them."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.kernel import clock
from moothall.kernel.access import sign_in_page
from moothall.people import actions
from moothall.people.sign_in import asking, origin, proving, stays
from moothall.people.sign_in.asking import NoSuchSite, Refused
from moothall.people.websites import allowed_websites


@sign_in_page
@login_required
def allow(request: HttpRequest) -> HttpResponseBase:
    """Ask whether a website may learn what it asks for, and lead on with the answer."""
    waiting = urlsplit(request.GET.get(REDIRECT_FIELD_NAME, ""))
    query = QueryDict(waiting.query)
    try:
        asked = asking.read(query)
    except (NoSuchSite, Refused):
        return render(request, "people/sign_in/no_such_site.html", status=400)
    origin.leads_to(request, *asked.client.origins())
    account = stays.account_of(request)
    endpoint = reverse("idp:oidc:authorization")
    if request.POST.get("action") == "grant":
        actions.allow_site(
            account_id=account.pk,
            client_id=asked.client.pk,
            scopes=asked.scopes,
            now=clock.now(),
        )
        with_note = proving.with_note(query, proving.ALLOWED, account.pk)
        return HttpResponseRedirect(f"{endpoint}?{with_note}")
    if request.POST.get("action") == "deny":
        refusal = asked.refusal("access_denied")
        return HttpResponseRedirect(refusal.address)
    return render(
        request,
        "people/sign_in/allow.html",
        {"site": asked.client, "scopes": asked.scopes, "email": account.email},
    )


@sign_in_page
@login_required
def websites(request: HttpRequest) -> HttpResponseBase:
    """List the websites that somebody has allowed to learn of them."""
    return render(
        request,
        "people/sign_in/websites.html",
        {"websites": allowed_websites(stays.account_of(request).pk)},
    )


@sign_in_page
@login_required
def withdraw(request: HttpRequest, consent: int) -> HttpResponseBase:
    """Let a website learn nothing more."""
    if request.method == "POST":
        actions.take_back_from_site(
            account_id=stays.account_of(request).pk, consent_id=consent, now=clock.now()
        )
        messages.success(request, _("This website learns nothing more of you."))
    return HttpResponseRedirect(reverse("sign-in:websites"))
