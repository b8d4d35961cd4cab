"""The sign-in host's protocol endpoints (OpenID Connect Core 1.0, Discovery 1.0)."""

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.logout import logout
from allauth.core.internal import jwkkit
from allauth.idp.oidc import views as allauth_views
from allauth.idp.oidc.models import Client
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from moothall.kernel.access import machine
from moothall.people.sign_in import keys, origin
from moothall.people.sign_in.assurance import ACR, STRENGTHS, assurance_of

#: Others may keep our keys for this long; a new one signs only after it has been published.
KEYS_KEPT_SECONDS = 300


class Authorize(allauth_views.AuthorizationView):  # type: ignore[misc]
    """allauth's endpoint, which minds how old and how strong a sign-in is."""

    template_name = "people/sign_in/consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer in the language that the client asks for; let the form go on to its site."""
        origin.remember(request, request.GET.get("client_id", ""))
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def _login_required(self, request: HttpRequest) -> HttpResponse | None:
        """Ask for what is missing: to sign in, to sign in again, or to prove more."""
        silent = "none" in request.GET.get("prompt", "").split()
        with translation.override(_language(request)):
            asked: HttpResponse | None = super()._login_required(request)
            if asked is not None or silent or not request.user.is_authenticated:
                return asked
            if _is_too_old(request):
                logout(request, show_message=False)
                return _to("account_login", request)
            if assurance_of(request).strength < strength_asked(request):
                known = is_mfa_enabled(request.user)
                return _to("mfa_reauthenticate" if known else "mfa_add_webauthn", request)
        return None


authorize = machine(Authorize.as_view())


@machine
def configuration(request: HttpRequest) -> HttpResponseBase:
    """Tell other sites how to sign people in here."""
    issuer = origin.issuer()

    def at(name: str) -> str:
        return issuer + reverse(f"idp:oidc:{name}")

    response = JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": at("authorization"),
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("userinfo"),
            "jwks_uri": at("jwks"),
            "revocation_endpoint": at("revoke"),
            "end_session_endpoint": at("logout"),
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "acr_values_supported": list(STRENGTHS),
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "none",
            ],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr",
                "email", "email_verified", "name",
            ],
            "ui_locales_supported": ["en", "cy"],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
        }
    )  # fmt: skip
    response["Access-Control-Allow-Origin"] = "*"
    return response


@machine
def jwks(request: HttpRequest) -> HttpResponseBase:
    """Publish the keys with which tokens are checked."""
    published = []
    for key in keys.published_keys():
        public, _ = jwkkit.load_jwk_from_pem(key.pem)
        published.append({**public, "use": "sig", "alg": "RS256"})
    response = JsonResponse({"keys": published})
    response["Cache-Control"] = f"public, max-age={KEYS_KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@machine
def end(request: HttpRequest) -> HttpResponseBase:
    """Sign somebody out here, and so everywhere, and send them back where their site says."""
    client = Client.objects.filter(pk=request.GET.get("client_id", "")).first()
    back = request.GET.get("post_logout_redirect_uri", "")
    if client is None or not _is_of(client, back):
        return render(request, "people/sign_in/end_refused.html", status=400)
    if request.user.is_authenticated:
        logout(request, show_message=False)
    return HttpResponseRedirect(back)


def strength_asked(request: HttpRequest) -> int:
    """Return the strength that a client asks for; unknown values ask for nothing."""
    asked = [
        STRENGTHS[one] for one in request.GET.get("acr_values", "").split() if one in STRENGTHS
    ]
    return min(asked, default=min(ACR))


def _is_too_old(request: HttpRequest) -> bool:
    try:
        oldest = int(request.GET["max_age"])
    except (KeyError, ValueError):
        return False
    return time.time() - assurance_of(request).authenticated_at > oldest


def _to(name: str, request: HttpRequest) -> HttpResponse:
    waiting = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(name)}?{waiting}")


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("ui_locales", "").split()
    return "cy" if wanted and wanted[0] == "cy" else "en"


def _is_of(client: Client, address: str) -> bool:
    """Tell whether an address is on a site from which this client may send people here."""
    parts = urlsplit(address)
    if address in client.get_post_logout_redirect_uris():
        return True
    sites = {urlsplit(uri)[:2] for uri in client.get_redirect_uris()}
    return bool(client.skip_consent) and (parts.scheme, parts.netloc) in sites
