"""
Our own OpenID Connect provider: allauth's, with what it leaves out.

Every client must use PKCE; each knows an account by a name of its own; tokens say when, how and how
strongly somebody signed in. See `docs/decisions/one-sign-in-host.md`.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.usersessions.models import UserSession
from django.conf import settings
from oauthlib.common import Request  # type: ignore[import-untyped]

from moothall.people.models import Account, PairwiseSubject
from moothall.people.sign_in import keys
from moothall.people.sign_in.assurance import ACR, assurance_of

SUBJECT_BYTES = 24


class Provider(DefaultOIDCAdapter):  # type: ignore[misc]
    """What allauth's provider asks its host."""

    def get_issuer(self) -> str:
        """Return the sign-in host, whoever asks by whatever address."""
        return settings.SIGN_IN_URL

    def list_private_keys(self, **_: Any) -> list[PrivateKey]:
        """Return the keys of the installation, the one that signs first."""
        return list(keys.published_keys())

    def get_user_sub(self, client: Client, user: Account) -> str:
        """Return the name by which this client alone knows the account."""
        found, _ = PairwiseSubject.objects.get_or_create(
            account_id=user.pk,
            sector=sector_of(client),
            defaults={"subject": secrets.token_urlsafe(SUBJECT_BYTES)},
        )
        return str(found.subject)

    def get_user_by_sub(self, client: Client, sub: str) -> Account | None:
        """Return the account that this client knows by the name, if it may still sign in."""
        found = (
            PairwiseSubject.objects.filter(subject=sub, sector=sector_of(client))
            .select_related("account")
            .first()
        )
        return found.account if found is not None and found.account.is_active else None


def sector_of(client: Client) -> str:
    """Return what the names of accounts are apart by: each client is a sector of its own."""
    return str(client.pk)


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """What oauthlib asks: allauth's answers, made stricter."""

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """Ask every client for PKCE, also those that keep a secret (OAuth 2.1)."""
        return True

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Keep beside the code how sure we are of whoever it is for."""
        session = UserSession.objects.filter(
            session_key=context.request.session.session_key
        ).first()
        told = {
            **code,
            "assurance": assurance_of(context.request).as_plain(),
            "session": session.pk if session is not None else 0,
        }
        super().save_authorization_code(client_id, told, request, *args, **kwargs)

    def finalize_id_token(
        self, id_token: dict[str, Any], token: dict[str, Any], token_handler: Any, request: Request
    ) -> str:
        """Say when, how and how strongly somebody signed in; first parties learn the session."""
        kept = self._lookup_authorization_code(request, request.client_id, request.code or "")
        if kept is not None:
            code = kept["code"]
            id_token.update(_claims_of(code["assurance"]))
            if request.client.skip_consent:
                id_token["sign_in"] = code["session"]
        signed: str = super().finalize_id_token(id_token, token, token_handler, request)
        return signed


def _claims_of(assurance: dict[str, Any]) -> dict[str, Any]:
    claims = {
        "auth_time": assurance["authenticated_at"],
        "acr": ACR[assurance["strength"]],
        "amr": list[str](_plain(assurance["methods"])),
    }
    return claims | ({"identity": assurance["identity"]} if assurance["identity"] else {})


def _plain(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]
