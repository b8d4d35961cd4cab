"""
A council's site as a client of the sign-in host: where it sends people, and what comes back.

The protocol is OpenID Connect's code flow with PKCE (RFC 7636), state and nonce. The code is
exchanged with the provider in this very process, by the same endpoint that others reach over HTTP:
a web worker has one thread and could wait for itself. See `docs/decisions/one-sign-in-host.md`.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.utils.crypto import constant_time_compare
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from moothall.councils.rows import CouncilRow
from moothall.kernel.scope import acting_for
from moothall.people.models import PairwiseSubject
from moothall.people.sign_in import keys, leaving
from moothall.people.sign_in.assurance import STRENGTHS, acr_values
from moothall.people.sign_in.origin import client_id_of

AUTHORIZE = "/sign-in/authorize"
SCOPES = "openid email profile"
#: Somebody may read mail in between; several tabs may be at it at once.
TICKET_SECONDS = 60 * 60
MOST_TICKETS = 5
SECRET_BYTES = 32
_SALT = "sign-in ticket"
_OK = 200


class NotSignedIn(Exception):
    """Somebody came back from the sign-in host without being signed in; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Departure:
    """Where to send the browser, and the cookie that it must bring back."""

    address: str
    ticket: str


@dataclass(frozen=True)
class Arrival:
    """Who signed in, how sure we are, and where they wanted to go."""

    account_id: int
    subject: str
    email: str
    sign_in: int
    strength: int
    identity: str
    methods: tuple[str, ...]
    authenticated_at: datetime
    next: str
    ticket: str


def depart(
    *,
    council: CouncilRow,
    back: str,
    next_path: str,
    ticket: str,
    language: str,
    strength: int = 1,
    identity: str = "",
    max_age: int | None = None,
) -> Departure:
    """Return where somebody signs in for this council; `back` is the address they come back to."""
    _register(council, back)
    state, nonce, verifier = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(3))
    asked = {
        "client_id": client_id_of(council),
        "response_type": "code",
        "redirect_uri": back,
        "scope": SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        "ui_locales": language,
        "acr_values": acr_values(strength, identity),
    }
    if max_age is not None:
        asked["max_age"] = str(max_age)
    waiting = {**_tickets(ticket), state: [nonce, verifier, next_path, back]}
    newest = dict(list(waiting.items())[-MOST_TICKETS:])
    return Departure(
        address=f"{settings.SIGN_IN_URL}{AUTHORIZE}?{urlencode(asked)}",
        ticket=dumps(newest, salt=_SALT, compress=True),
    )


def arrive(*, council: CouncilRow, ticket: str, answer: Mapping[str, str]) -> Arrival:
    """
    Return who has come back, after the code is exchanged and everything about it checked.

    :raises NotSignedIn: with `stale` if this browser did not ask or asked long ago, `cancelled` if
        the person went back, `refused` if the provider did not take the code or said no
    """
    tickets = _tickets(ticket)
    state = answer.get("state", "")
    if state not in tickets:
        raise NotSignedIn("stale")
    nonce, verifier, next_path, back = tickets.pop(state)
    if "error" in answer:
        raise NotSignedIn("cancelled" if answer["error"] == "access_denied" else "refused")
    claims = _claims(council, _exchanged(council, back, verifier, answer.get("code", "")), nonce)
    with acting_for():
        known = PairwiseSubject.objects.filter(
            subject=claims["sub"], sector=client_id_of(council), account__is_active=True
        ).first()
    if known is None:
        raise NotSignedIn("refused")
    return Arrival(
        account_id=known.account_id,
        subject=known.subject,
        email=str(claims.get("email", "")),
        sign_in=int(claims["sign_in"]),
        strength=STRENGTHS[claims["acr"]],
        identity=str(claims.get("identity", "")),
        methods=tuple(claims.get("amr", ())),
        authenticated_at=datetime.fromtimestamp(claims["auth_time"], tz=UTC),
        next=next_path,
        ticket=dumps(tickets, salt=_SALT, compress=True) if tickets else "",
    )


def sign_out_address(council: CouncilRow, back: str, *, stay: int | None, language: str) -> str:
    """Return where signing out of a council's site ends the stay at the sign-in host too."""
    asked = {
        "client_id": client_id_of(council),
        "post_logout_redirect_uri": back,
        "logout_hint": leaving.hint_of(stay),
        "ui_locales": language,
    }
    return f"{settings.SIGN_IN_URL}/sign-in/end?{urlencode(asked)}"


def _register(council: CouncilRow, back: str) -> None:
    """Let the provider know this site; its host is the council's, which the request proved."""
    client, is_new = Client.objects.get_or_create(
        pk=client_id_of(council),
        defaults={
            "name": council.name,
            "type": Client.Type.PUBLIC,
            "scopes": SCOPES.replace(" ", "\n"),
            "skip_consent": True,
            "redirect_uris": back,
        },
    )
    if not is_new and back not in client.get_redirect_uris():
        client.set_redirect_uris([*client.get_redirect_uris(), back])
        client.save(update_fields=["redirect_uris"])


def _exchanged(council: CouncilRow, back: str, verifier: str, code: str) -> str:
    """
    Return the ID token that the provider gives for the code.

    :raises NotSignedIn: if it gives none
    """
    asked = {
        "grant_type": "authorization_code",
        "client_id": client_id_of(council),
        "redirect_uri": back,
        "code": code,
        "code_verifier": verifier,
    }
    with acting_for():
        _, body, status = get_server().create_token_response(
            f"{settings.SIGN_IN_URL}/sign-in/token",
            "POST",
            urlencode(asked),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
    if status != _OK:
        raise NotSignedIn("refused")
    token: str = json.loads(body)["id_token"]
    return token


def _claims(council: CouncilRow, token: str, nonce: str) -> dict[str, Any]:
    """
    Return what the token says.

    :raises NotSignedIn: if it is not the provider's, not for this site or not for this attempt
    """
    expected = JWTClaimsRegistry(
        iss={"essential": True, "value": settings.SIGN_IN_URL},
        aud={"essential": True, "value": client_id_of(council)},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        decoded = jwt.decode(token, keys.public_keys(), algorithms=[keys.ALGORITHM])
        expected.validate(decoded.claims)
    except (JoseError, ValueError) as error:
        raise NotSignedIn("refused") from error
    if not constant_time_compare(str(decoded.claims.get("nonce", "")), nonce):
        raise NotSignedIn("refused")
    return dict(decoded.claims)


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _tickets(ticket: str) -> dict[str, list[str]]:
    try:
        kept: dict[str, list[str]] = loads(ticket, salt=_SALT, max_age=TICKET_SECONDS)
    except BadSignature:
        return {}
    return kept
