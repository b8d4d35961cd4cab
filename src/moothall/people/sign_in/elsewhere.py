"""
Signing in with an account that somebody has elsewhere, such as Google's or Microsoft's.

Nobody gets an account by another company's word. Whoever comes with one that we do not know signs
in here first, by a code to an address that is theirs, and then connects the two by their own act:
so no company, and nobody who sets one up for a council, can open an account by claiming an address.
"""

import secrets as random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import Provider
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from requests import Session

from moothall.kernel.scope import acting_for
from moothall.kernel.secrets import SecretMissing, secret
from moothall.people.models import Account, AccountKind, ElsewhereKind, SignInProvider
from moothall.people.sign_in import origin, outside

#: Where the companies' own pages of signing in stand.
ORIGINS: Mapping[str, str] = {
    ElsewhereKind.GOOGLE: "https://accounts.google.com",
    ElsewhereKind.APPLE: "https://appleid.apple.com",
    ElsewhereKind.FACEBOOK: "https://www.facebook.com",
    ElsewhereKind.MICROSOFT: "https://login.microsoftonline.com",
}
NONCE = "nonce"
NONCE_BYTES = 24
LONGEST_SHOWN = 200

#: Somebody may read mail in between.
WAITS_SECONDS = 30 * 60
_WAITING = "waits_to_be_connected"


@dataclass(frozen=True)
class Button:
    """A company with whose account somebody may sign in here."""

    key: str
    name: str
    origin: str


@dataclass(frozen=True)
class Waiting:
    """An account elsewhere that somebody has shown to be theirs, and may connect."""

    provider: str
    uid: str
    shown: str
    name: str


def buttons(request: HttpRequest) -> list[Button]:
    """Return what the council offers from whose site somebody came."""
    return [Button(key=row.key, name=row.name, origin=_origin_of(row)) for row in _rows(request)]


def waiting(request: HttpRequest) -> Waiting | None:
    """Return the account that this browser came back with and that is not connected yet."""
    kept = dict(request.session.get(_WAITING, {}))
    return Waiting(**kept) if kept.pop("until", 0) > time.time() else None


def forget_waiting(request: HttpRequest) -> None:
    """Forget it, connected or not."""
    request.session.pop(_WAITING, None)


def start(request: HttpRequest, key: str, following: str) -> HttpResponse:
    """
    Send somebody to a company's page of signing in.

    :raises SocialApp.DoesNotExist: if the council they came from offers none of this key
    """
    provider: Provider = SignInElsewhere(request).get_provider(request, key)
    nonce = random.token_urlsafe(NONCE_BYTES)
    params = provider.get_auth_params()
    if provider.id == ElsewhereKind.OPENID_CONNECT:
        params[NONCE] = nonce
    response: HttpResponse = provider.redirect(
        request, process="login", next_url=following, auth_params=params, nonce=nonce
    )
    return response


class SignInElsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Providers by configuration; none joins an account by an address it has not verified."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return what the council offers from whose site somebody came: rows, and no others."""
        return [
            app
            for row in _rows(request)
            if provider in {None, row.kind, row.key} and client_id in {None, row.client_id}
            for app in _apps(row)
        ]

    def get_requests_session(self) -> Session:
        """Return how to talk to a company."""
        return outside.session()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """
        Let somebody in whose account elsewhere is connected; lead everybody else to connect it.

        :raises ImmediateHttpResponse: to another page
        """
        if not _is_for_this_attempt(sociallogin):
            raise ImmediateHttpResponse(refused(request))
        account = sociallogin.account
        shown = _shown(sociallogin)
        account.extra_data = {"shown": shown}
        if not sociallogin.is_existing:
            request.session[_WAITING] = {
                "provider": account.provider,
                "uid": account.uid,
                "shown": shown,
                "name": str(sociallogin.provider.name),
                "until": int(time.time()) + WAITS_SECONDS,
            }
            following = sociallogin.state.get("next") or reverse("sign-in:security")
            asked = urlencode({REDIRECT_FIELD_NAME: following})
            raise ImmediateHttpResponse(
                HttpResponseRedirect(f"{reverse('sign-in:connect')}?{asked}")
            )
        account.save(update_fields=["extra_data"])  # of what the company told, this alone is kept
        user: Account = sociallogin.user
        if user.kind != AccountKind.RESIDENT:
            raise ImmediateHttpResponse(refused(request))
        if request.user == user:
            request.user = AnonymousUser()  # they sign in again, in the stay that they are in

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, Any]
    ) -> Account:
        """Note the address that the company tells, to be shown; nothing of it becomes ours."""
        user: Account = sociallogin.user
        user.email = str(data.get("email") or "")
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Make no accounts."""
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """
        Say that it did not work, and offer the other ways.

        :raises ImmediateHttpResponse: the page
        """
        raise ImmediateHttpResponse(refused(request))


def refused(request: HttpRequest) -> HttpResponse:
    """Return the page that says so, and nothing of what the company said."""
    return render(
        request, "people/sign_in/elsewhere_refused.html", {"is_protocol": True}, status=400
    )


def _rows(request: HttpRequest) -> list[SignInProvider]:
    council_id = origin.council_id(request)
    if council_id is None:
        return []
    with acting_for(council_id):
        rows = SignInProvider.objects.filter(stopped_at__isnull=True).order_by("created_at")
        return [row for row in rows if _apps(row)]


def _apps(row: SignInProvider) -> list[SocialApp]:
    """Return allauth's picture of a row; none, while nobody has put its secret in place."""
    try:
        kept = secret(row.secret_name) if row.secret_name else ""
    except SecretMissing:
        return []
    settings: dict[str, Any] = {"oauth_pkce_enabled": row.kind != ElsewhereKind.FACEBOOK}
    app = SocialApp(
        provider=row.kind, provider_id=row.key, name=row.name, client_id=row.client_id, secret=kept
    )
    if row.kind == ElsewhereKind.APPLE:
        app.secret, app.key = row.key_id, row.team
        settings["certificate_key"] = kept
    elif row.kind == ElsewhereKind.MICROSOFT:
        settings["tenant"] = row.address or "common"
    elif row.kind == ElsewhereKind.OPENID_CONNECT:
        settings["server_url"] = row.address
    app.settings = settings
    return [app]


def _origin_of(row: SignInProvider) -> str:
    if row.sign_in_origin:
        return row.sign_in_origin
    parts = urlsplit(row.address)
    return ORIGINS.get(row.kind) or f"{parts.scheme}://{parts.netloc}"


def _is_for_this_attempt(sociallogin: SocialLogin) -> bool:
    """
    Check what allauth leaves out (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2).

    The ID token must be there and answer this very attempt, and what the userinfo endpoint tells
    must be about the same person.
    """
    if sociallogin.provider.id != ElsewhereKind.OPENID_CONNECT:
        return True
    told = sociallogin.account.extra_data
    token, info = told.get("id_token") or {}, told.get("userinfo") or {}
    asked = str((sociallogin.state or {}).get(NONCE, ""))
    is_answer = bool(asked) and constant_time_compare(str(token.get(NONCE, "")), asked)
    return is_answer and bool(token.get("sub")) and info.get("sub", token["sub"]) == token["sub"]


def _shown(sociallogin: SocialLogin) -> str:
    """Return by what somebody knows the account again: an address or a name, as it was told."""
    addresses = [address.email for address in sociallogin.email_addresses]
    told = addresses or [str(getattr(sociallogin.user, "email", "") or "")]
    return str(told[0])[:LONGEST_SHOWN]
