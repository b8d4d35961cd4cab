"""What oauthlib asks of our provider: allauth's answers, made stricter."""

import re
from typing import Any
from uuid import uuid4

from allauth.core import context
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.models import Token
from oauthlib.common import Request  # type: ignore[import-untyped]

from moothall.kernel import clock
from moothall.people.actions.site_sign_ins import (
    LONGEST_SIGN_IN,
    issue_code,
    revoke_tokens,
    take_code,
)
from moothall.people.models import AccountKind, SiteClient, SiteSignIn
from moothall.people.sign_in import keys, stays
from moothall.people.sign_in.assurance import ACR, assurance_of
from moothall.people.sign_in.provider import Provider

#: A challenge is 32 bytes (RFC 7636, 4.2); "plain" is not taken at all.
S256 = "S256"
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

OFFLINE = "offline_access"

#: A website checks it at once; as a hint it is good for longer.
ID_TOKEN_LIVES = 5 * 60

#: A refresh token that was used: kept, so that its second use is seen.
SPENT = "sp"


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """One request's: what it learns about the sign-in it keeps until the tokens are made."""

    def __init__(self) -> None:
        super().__init__()
        self._sign_in: SiteSignIn | None = None

    # What may be asked

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """Ask every client for PKCE, also those that keep a secret (OAuth 2.1)."""
        return True

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Compare letter by letter (OAuth 2.1, 4.1.1): no patterns, no added questions."""
        return redirect_uri in request.client.get_redirect_uris()

    def validate_response_type(
        self,
        client_id: str,
        response_type: str,
        client: Any,
        request: Request,
        *args: Any,
        **kw: Any,
    ) -> bool:
        """Give codes alone: no tokens pass through a browser's address."""
        return response_type == "code" and request.client.get_response_types() == ["code"]

    def validate_user_match(
        self, id_token_hint: str, scopes: Any, claims: Any, request: Request
    ) -> bool:
        """Tell whether the person is whom the website expects; an old token is a hint too."""
        user = context.request.user
        if not id_token_hint or not user.is_authenticated:
            return True
        said = keys.claims_in(id_token_hint)
        return bool(
            said
            and said.get("aud") == request.client.pk
            and said.get("sub") == Provider().get_user_sub(request.client, user)
        )

    def validate_silent_authorization(self, request: Request) -> bool:
        """Leave it to the view, which has looked at what was allowed."""
        return True

    # Codes

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Keep beside the code how sure we are of whoever it is for, and in which stay."""
        if request.code_challenge_method != S256:
            raise ValueError("A code was asked for without S256.")  # the view has refused it
        assurance = assurance_of(context.request).as_plain()
        stay = stays.stay_of(context.request)
        told = {**code, "assurance": assurance, "session": stay}
        if not request.client.is_ours:
            issue_code(
                account_id=request.user.pk,
                client_id=client_id,
                stay=stay,
                code=code["code"],
                scopes=request.scopes,
                assurance=assurance,
                now=clock.now(),
            )
        super().save_authorization_code(client_id, told, request, *args, **kwargs)

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Take a code once: at its second use, what came of the first ends (RFC 6749, 4.1.2)."""
        if request.client.is_ours:
            return bool(super().validate_code(client_id, code, client, request))
        self._sign_in = take_code(client_id=request.client.pk, code=code, now=clock.now())
        return self._sign_in is not None and bool(
            super().validate_code(client_id, code, client, request)
        )

    # Tokens

    def save_bearer_token(
        self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """
        Keep a website's tokens with the sign-in they came of; a council's own site needs none.

        A token to come back with is given only to whom the person allowed to look in while they
        are not there.
        """
        if request.client.is_ours or self._sign_in is None:
            token.pop("refresh_token", None)
            return
        if OFFLINE not in self._sign_in.scopes:
            token.pop("refresh_token", None)
        spent: Token | None = get_validator_context().refresh_token
        super().save_bearer_token(token, request, *args, **kwargs)
        made = [Provider().hash_token(token[kind]) for kind in _KINDS if kind in token]
        for kept in Token.objects.filter(client=request.client, hash__in=made):
            kept.data = {**(kept.data or {}), "sign_in": self._sign_in.pk}
            if kept.type == Token.Type.REFRESH_TOKEN:
                kept.set_scopes(
                    self._sign_in.scopes
                )  # who asked for less once may ask for all again
            kept.save(update_fields=["data", "scopes"])
        if spent is not None:
            Token.objects.create(
                type=SPENT,
                hash=spent.hash,
                client=request.client,
                user_id=spent.user_id,
                data={"sign_in": self._sign_in.pk},
                expires_at=spent.expires_at,
            )

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Take a refresh token once: somebody who uses it again has stolen it, or was robbed."""
        digest = Provider().hash_token(refresh_token)
        known = Token.objects.filter(
            client=request.client, hash=digest, type__in=[Token.Type.REFRESH_TOKEN, SPENT]
        ).first()
        sign_in = _locked_sign_in(known)
        if sign_in is None or not self._is_residents(known):
            return False
        if Token.objects.filter(client=request.client, hash=digest, type=SPENT).exists():
            revoke_tokens(sign_in=sign_in)
            return False
        if clock.now() - sign_in.issued_at > LONGEST_SIGN_IN:
            return False
        self._sign_in = sign_in
        return bool(super().validate_refresh_token(refresh_token, client, request))

    def revoke_token(
        self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """End a client's own token; with one to come back with, all of that sign-in (RFC 7009)."""
        digest = Provider().hash_token(token)
        for found in Token.objects.filter(client=request.client, hash=digest):
            sign_in = _locked_sign_in(found)
            if found.type != Token.Type.ACCESS_TOKEN and sign_in is not None:
                revoke_tokens(sign_in=sign_in)
            found.delete()

    def validate_bearer_token(self, token: str, scopes: Any, request: Request) -> bool:
        """Let residents' tokens alone through."""
        is_valid = bool(super().validate_bearer_token(token, scopes, request))
        return is_valid and self._is_residents(get_validator_context().access_token)

    def finalize_id_token(
        self, id_token: dict[str, Any], token: dict[str, Any], token_handler: Any, request: Request
    ) -> str:
        """Say when, how and how strongly somebody signed in, and in which session."""
        if self._sign_in is not None:
            id_token.update(_claims_of(self._sign_in.assurance))
            id_token["sid"] = self._sign_in.session.sid
        elif request.client.is_ours:
            kept = self._lookup_authorization_code(request, request.client_id, request.code)
            code = kept["code"] if kept else {}
            id_token.update(_claims_of(code["assurance"]))
            id_token["sign_in"] = code["session"]
            if code["assurance"]["identity"]:
                id_token["identity"] = code["assurance"]["identity"]
        provider = Provider()
        told = provider.get_claims("id_token", request.user, request.client, request.scopes)
        return keys.signed(
            {
                **id_token,
                **told,
                "iss": provider.get_issuer(),
                "exp": id_token["iat"] + ID_TOKEN_LIVES,
                "jti": uuid4().hex,
            }
        )

    # How clients are found

    def _lookup_client(self, request: Request, client_id: str) -> SiteClient | None:
        known: dict[str, SiteClient | None] = get_validator_context().clients
        if client_id not in known:
            known[client_id] = SiteClient.objects.filter(pk=client_id).first()
        return known[client_id]

    def _is_residents(self, token: Token | None) -> bool:
        user = token.user if token is not None else None
        return bool(user and user.is_active and user.kind == AccountKind.RESIDENT)


_KINDS = ("access_token", "refresh_token")


def _locked_sign_in(token: Token | None) -> SiteSignIn | None:
    """Return the sign-in that a token came of, held, so that two uses come one after the other."""
    made_of = (token.data or {}).get("sign_in") if token is not None else None
    if made_of is None:
        return None
    return (
        SiteSignIn.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(pk=made_of)
        .first()
    )


def _claims_of(assurance: dict[str, Any]) -> dict[str, Any]:
    return {
        "auth_time": assurance["authenticated_at"],
        "acr": ACR[assurance["strength"]],
        "amr": [str(method) for method in assurance["methods"]],
    }
