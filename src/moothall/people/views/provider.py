"""The sign-in host's protocol endpoints (OpenID Connect Core 1.0, Discovery 1.0)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.logout import logout
from allauth.idp.oidc import views as allauth_views
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import extract_params
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from moothall.kernel.access import machine
from moothall.people.identities import identity_of_account
from moothall.people.models import Account, AccountKind
from moothall.people.sign_in import asking, identity_leaving, keys, leaving, origin, proving
from moothall.people.sign_in.asking import Asked, NoSuchSite, Refused
from moothall.people.sign_in.assurance import IDENTITIES, STRENGTHS, assurance_of
from moothall.people.sign_in.identity_provider import installed
from moothall.people.sign_in.leaving import NotLedBack
from moothall.people.sign_in.provider import SCOPES
from moothall.people.websites import allows

View = Callable[..., HttpResponseBase]

#: Others may keep our keys for this long; a new one signs only long after it was published.
KEYS_KEPT_SECONDS = 300
CONFIGURATION_KEPT_SECONDS = 300
PREFLIGHT_KEPT_SECONDS = 24 * 60 * 60

LOGIN_REQUIRED, CONSENT_REQUIRED = "login_required", "consent_required"


def for_any_script(view: View) -> View:
    """
    Let scripts of every website call an endpoint (CORS).

    It reads no cookie: whoever calls it holds a token or a code, and could call it from anywhere.
    """

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Access-Control-Allow-Methods"] = "GET, POST"
            response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response["Access-Control-Max-Age"] = str(PREFLIGHT_KEPT_SECONDS)
        else:
            response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


token = machine(for_any_script(allauth_views.token))
user_info = machine(for_any_script(allauth_views.user_info))
revoke = machine(for_any_script(transaction.atomic(allauth_views.revoke)))


@machine
def authorize(request: HttpRequest) -> HttpResponseBase:
    """
    Sign somebody in on a site: at once, or after they have done what is missing.

    A site may send a form, too; it comes without our cookies, so it becomes an address first.
    """
    if request.method == "POST":
        return _to(f"{request.path}?{request.POST.urlencode()}")
    with _in_language(request):
        try:
            asked = asking.read(request.GET)
            origin.remember(request, asked.client)
            return _something_missing(request, asked) or _signed_in(request, asked)
        except NoSuchSite:
            return _page(request, "people/sign_in/no_such_site.html")
        except Refused as refusal:
            return _to(refusal.address)


def _something_missing(request: HttpRequest, asked: Asked) -> HttpResponseBase | None:
    """
    Lead to the page on which somebody does what is missing; nothing, if nothing is.

    :raises Refused: if they may not be led there
    """
    user = request.user
    if not isinstance(user, Account) or _must_prove_again(request, asked):
        return _to_sign_in(request, asked)
    if user.kind != AccountKind.RESIDENT:
        raise PermissionDenied("Residents alone sign in here.")
    if not asked.is_silent and (page := _page_of_more(request, user, asked)):
        return _to(_page_before(page, request.get_full_path()))
    if _must_allow(request, user, asked):
        if asked.is_silent:
            raise asked.refusal(CONSENT_REQUIRED)
        return _to(_page_before("sign-in:allow", request.get_full_path()))
    return None


def _page_of_more(request: HttpRequest, user: Account, asked: Asked) -> str:
    """Return the page on which whoever is signed in proves what is missing; none, if nothing is."""
    found = assurance_of(request)
    if found.identity < asked.identity:
        return "identity:prove"
    if found.strength >= asked.strength:
        return ""
    if is_mfa_enabled(user):
        return "mfa_reauthenticate"
    is_connected = installed() is not None and identity_of_account(user.pk) is not None
    return "identity:prove" if is_connected else "mfa_add_webauthn"


def _to_sign_in(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    if asked.is_silent:
        raise asked.refusal(LOGIN_REQUIRED)
    proving.let_sign_in_again(request)
    with_note = proving.with_note(request.GET, proving.PROOF, int(time.time()))
    return _to(_page_before("account_login", f"{request.path}?{with_note}"))


def _must_prove_again(request: HttpRequest, asked: Asked) -> bool:
    proven_at = assurance_of(request).authenticated_at
    if asked.wants_proof:
        since = proving.note_in(request.GET, proving.PROOF)
        return since is None or proven_at < since
    return asked.max_age is not None and time.time() - proven_at > asked.max_age


def _must_allow(request: HttpRequest, user: Account, asked: Asked) -> bool:
    if asked.client.is_ours:
        return False
    if "consent" in asked.prompts:
        return proving.note_in(request.GET, proving.ALLOWED) != user.pk
    return not allows(account_id=user.pk, client_id=asked.client.pk, scopes=asked.scopes)


def _signed_in(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Send the browser back with a code, or with what oauthlib has against it."""
    uri, _, _, headers = extract_params(request)
    answer, _, _ = get_server().create_authorization_response(
        uri, "GET", "", headers, scopes=list(asked.scopes), credentials={"user": request.user}
    )
    return _to(asking.address_back(answer["Location"], {}))


@machine
def configuration(request: HttpRequest) -> HttpResponseBase:
    """Tell other sites how to sign people in here."""
    issuer = origin.issuer()

    def at(name: str) -> str:
        return issuer + reverse(f"idp:oidc:{name}")

    methods = ["client_secret_basic", "client_secret_post", "none"]
    response = JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": at("authorization"),
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("userinfo"),
            "jwks_uri": at("jwks"),
            "revocation_endpoint": at("revoke"),
            "end_session_endpoint": at("logout"),
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "acr_values_supported": [*STRENGTHS, *(IDENTITIES if installed() else ())],
            "id_token_signing_alg_values_supported": [keys.ALGORITHM],
            "token_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_methods_supported": methods,
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "claim_types_supported": ["normal"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid",
                "email", "email_verified", "name", "locale", "council_name", "external_id",
            ],
            "ui_locales_supported": ["en", "cy"],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }
    )  # fmt: skip
    return _for_everybody(response, CONFIGURATION_KEPT_SECONDS)


@machine
def jwks(request: HttpRequest) -> HttpResponseBase:
    """Publish the keys with which tokens are checked, and the one that will sign next."""
    published = [
        {**keys.pair_of(key.pem).jwk, "use": "sig", "alg": keys.ALGORITHM}
        for key in keys.published_keys()
    ]
    return _for_everybody(JsonResponse({"keys": published}), KEYS_KEPT_SECONDS)


@machine
def end(request: HttpRequest) -> HttpResponseBase:
    """
    Sign somebody out here, and so everywhere, and send them back where their site says.

    Where the site cannot prove that it speaks of whoever is signed in, they are asked: any page of
    the web could send a browser here.
    """
    if request.method == "POST":
        return _to(f"{request.path}?{request.POST.urlencode()}")
    with _in_language(request):
        try:
            leave = leaving.read(request.GET)
        except NotLedBack:
            return _page(request, "people/sign_in/end_refused.html")
        following = leave.address or reverse("account_login")
        if request.user.is_authenticated:
            if not leave.is_of(request):
                return _to(f"{reverse('sign-in:leave')}?{request.GET.urlencode()}")
            farewell = identity_leaving.farewell(request, following)
            logout(request, show_message=False)
            if farewell:
                return identity_leaving.page(request, farewell)
        return _to(following)


@contextmanager
def _in_language(request: HttpRequest) -> Iterator[None]:
    """Speak as the site asks: these addresses say no language themselves."""
    language = asking.language_of(request.GET)
    request.LANGUAGE_CODE = language
    with translation.override(language):
        yield


def _for_everybody(response: JsonResponse, seconds: int) -> JsonResponse:
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _page(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template, {"is_protocol": True}, status=HTTPStatus.BAD_REQUEST)


def _page_before(name: str, following: str) -> str:
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: following})}"


def _to(address: str) -> HttpResponse:
    """Lead on by a GET; to an address of any scheme, since an app may have its own."""
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = address
    return response
