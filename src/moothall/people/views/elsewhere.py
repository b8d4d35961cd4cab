"""Signing in with an account that somebody has with another company, and connecting the two."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.apple import views as apple
from allauth.socialaccount.providers.facebook import views as facebook
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.microsoft import views as microsoft
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import MultipleObjectsReturned
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from requests import RequestException

from moothall.kernel import clock
from moothall.kernel.access import machine, sign_in_page
from moothall.kernel.errors import Conflict
from moothall.people import actions, sessions
from moothall.people.sign_in import elsewhere, origin, proving, stays

View = Callable[..., HttpResponseBase]

#: What may go wrong at a company: it is away, or answers nonsense, or is no longer offered.
TROUBLE = (
    RequestException, OAuth2Error, SocialApp.DoesNotExist, MultipleObjectsReturned,
    Http404, KeyError, ValueError,
)  # fmt: skip
_LANGUAGE = "language_of_sign_in"


def coming_back(view: View) -> View:
    """Receive a browser from a company, in the language in which it left."""

    @wraps(view)
    def received(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = request.session.get(_LANGUAGE, "en")
        request.LANGUAGE_CODE = language
        with translation.override(language):
            try:
                return view(request, *args, **kwargs)
            except TROUBLE:
                return elsewhere.refused(request)

    return received


openid_connect_back = machine(coming_back(proving.signs_in_again(openid_connect.callback)))
google_back = machine(coming_back(proving.signs_in_again(google.oauth2_callback)))
facebook_back = machine(coming_back(proving.signs_in_again(facebook.oauth2_callback)))
microsoft_back = machine(coming_back(proving.signs_in_again(microsoft.oauth2_callback)))
#: Apple's own page sends a form, without our cookies; the second address is for the browser.
apple_posted = machine(apple.oauth2_callback)
apple_back = machine(coming_back(proving.signs_in_again(apple.oauth2_finish_login)))


@sign_in_page
@require_POST
def start(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send somebody to a company's page of signing in."""
    request.session[_LANGUAGE] = translation.get_language() or "en"
    try:
        return elsewhere.start(request, key, _following(request))
    except TROUBLE:
        return elsewhere.refused(request)


@sign_in_page
def connect(request: HttpRequest) -> HttpResponseBase:
    """
    Connect the account with which somebody came back, by their own act.

    They sign in here first, if they have not just done so: the company's word alone opens nothing.
    """
    waiting = elsewhere.waiting(request)
    following = _following(request)
    if waiting is None:
        return HttpResponseRedirect(following)
    if not request.user.is_authenticated or not sessions.is_fresh(request.session, now=clock.now()):
        proving.let_sign_in_again(request)
        asked = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_login')}?{asked}")
    if request.method == "POST":
        elsewhere.forget_waiting(request)
        if request.POST.get("action") == "connect":
            _connect(request, waiting)
        return HttpResponseRedirect(following)
    return render(
        request,
        "people/sign_in/connect.html",
        {"there": waiting, "email": request.user.get_username(), "following": following},
    )


@sign_in_page
@login_required
def connections(request: HttpRequest) -> HttpResponseBase:
    """Show what is connected, and what can be."""
    found = elsewhere.buttons(request)
    origin.leads_to(request, *(button.origin for button in found))
    connected = SocialAccount.objects.filter(user=request.user).order_by("date_joined")
    names = {button.key: button.name for button in found}
    return render(
        request,
        "people/sign_in/connections.html",
        {
            "connected": [
                {
                    "id": one.pk,
                    "name": names.get(one.provider, one.provider),
                    "shown": one.extra_data.get("shown", ""),
                }
                for one in connected
            ],
            "elsewhere": [one for one in found if one.key not in {c.provider for c in connected}],
        },
    )


@sign_in_page
@login_required
def disconnect(request: HttpRequest, connection: int) -> HttpResponseBase:
    """Let an account elsewhere open this one no more."""
    if request.method == "POST":
        actions.disconnect_elsewhere(
            account_id=stays.account_of(request).pk,
            connection_id=connection,
            from_council=origin.council_id(request),
            now=clock.now(),
        )
        messages.success(request, _("You cannot sign in with it any more."))
    return HttpResponseRedirect(reverse("sign-in:connections"))


def _connect(request: HttpRequest, waiting: elsewhere.Waiting) -> None:
    try:
        actions.connect_elsewhere(
            account_id=stays.account_of(request).pk,
            provider=waiting.provider,
            uid=waiting.uid,
            shown=waiting.shown,
            from_council=origin.council_id(request),
            now=clock.now(),
        )
    except Conflict:
        messages.error(request, _("It is connected to another council account."))
    else:
        messages.success(request, _("Connected. You can sign in with it from now on."))


def _following(request: HttpRequest) -> str:
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    is_here = bool(wanted) and get_adapter(request).is_safe_url(wanted)
    return wanted if is_here else reverse("sign-in:security")
