"""What a library website asks of the sign-in host, and how it checks answers (OpenID Connect)."""

import json
import secrets
import urllib.error
import urllib.request
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import jwt

from simulators.library.sites import Site
from simulators.program import HOST

PATIENCE = 10.0
SECRET_BYTES = 32
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPE = "logout+jwt"


class RefusedError(Exception):
    """The sign-in host said no, or what it said cannot be trusted."""


@dataclass(frozen=True)
class Begun:
    """A sign-in that has begun: where the browser goes, and what must fit when it comes back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Told:
    """What the sign-in host said of somebody."""

    sid: str
    id_token: str
    claims: Mapping[str, Any]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class SignInHost:
    """The sign-in host, as one site sees it."""

    site: Site

    def begin(self, back: str) -> Begun:
        """Return where to send the browser."""
        state, nonce, verifier = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(3))
        asked = {
            "client_id": self.site.client_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": self.site.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = f"{self._place('authorization_endpoint')}?{urlencode(asked)}"
        return Begun(address, state, nonce, verifier)

    def finish(self, *, code: str, issuer: str, back: str, nonce: str, verifier: str) -> Told:
        """
        Exchange a code, check the token, and ask what may be known.

        :raises RefusedError: if anything does not fit
        """
        if issuer != self.site.issuer:
            raise RefusedError("The answer comes from another sign-in host.")
        exchanged = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        tokens = self._ask(
            self._place("token_endpoint"), form=exchanged, authorization=self._basic()
        )
        claims = self._checked(tokens["id_token"])
        if claims.get("nonce") != nonce:
            raise RefusedError("The token was made for another sign-in.")
        facts = self._ask(
            self._place("userinfo_endpoint"), authorization=f"Bearer {tokens['access_token']}"
        )
        if facts.get("sub") != claims["sub"]:
            raise RefusedError("The facts are about somebody else.")
        return Told(str(claims["sid"]), tokens["id_token"], claims, facts)

    def address_to_leave(self, *, id_token: str, back: str) -> str:
        """Return where to send the browser of somebody who signs out."""
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": back}
        return f"{self._place('end_session_endpoint')}?{urlencode(asked)}"

    def session_that_ended(self, logout_token: str) -> str:
        """
        Return which session a logout token ends.

        :raises RefusedError: if it is none (OpenID Connect Back-Channel Logout 1.0, 2.6)
        """
        claims = self._checked(logout_token, type_=LOGOUT_TYPE)
        if "nonce" in claims or LOGOUT_EVENT not in claims.get("events", {}):
            raise RefusedError("This is no logout token.")
        return str(claims["sid"])

    def _checked(self, token: str, type_: str = "") -> Mapping[str, Any]:
        keys = self._ask(self._place("jwks_uri"))["keys"]
        try:
            header = jwt.get_unverified_header(token)
            if type_ and str(header.get("typ", "")).lower() != type_:
                raise RefusedError("This is a token of another type.")
            claims: Mapping[str, Any] = jwt.decode(
                token,
                _key_of(str(header.get("kid")), keys),
                algorithms=["RS256"],
                audience=self.site.client_id,
                issuer=self.site.issuer,
                options={"require": ["iss", "aud", "iat", "exp", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise RefusedError(f"The token does not hold: {error}") from error
        return claims

    def _place(self, name: str) -> str:
        told = self._ask(f"{self.site.issuer}/.well-known/openid-configuration")
        if told.get("issuer") != self.site.issuer:
            raise RefusedError("The configuration is another sign-in host's.")
        return str(told[name])

    def _basic(self) -> str:
        pair = f"{quote(self.site.client_id, safe='')}:{quote(self.site.secret, safe='')}"
        return f"Basic {b64encode(pair.encode()).decode()}"

    def _ask(
        self, address: str, *, form: Mapping[str, str] | None = None, authorization: str = ""
    ) -> Mapping[str, Any]:
        request = urllib.request.Request(
            _reached(address), data=urlencode(form).encode() if form is not None else None
        )
        request.add_header("Host", urlsplit(address).netloc)
        if authorization:
            request.add_header("Authorization", authorization)
        try:
            with _OPENER.open(request, timeout=PATIENCE) as answer:
                told: Mapping[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            raise RefusedError(f"The sign-in host answers {error.code}.") from error
        except (OSError, ValueError) as error:
            raise RefusedError("The sign-in host does not answer.") from error
        return told


#: Nothing stands between this machine and itself.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _reached(address: str) -> str:
    """Return the address by number where the name ends in localhost, as browsers do (RFC 6761)."""
    parts = urlsplit(address)
    if not (parts.hostname or "").endswith(".localhost"):
        return address
    return urlunsplit(parts._replace(netloc=f"{HOST}:{parts.port}"))


def _key_of(kid: str, keys: Sequence[Mapping[str, Any]]) -> jwt.PyJWK:
    for key in keys:
        if key.get("kid") == kid:
            return jwt.PyJWK(dict(key))
    raise RefusedError("The token is signed with a key that nobody knows.")


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
