"""Signed tokens: those One Login sends us, checked, and the one by which it knows us."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jwt import ClaimsOption
from joserfc.util import urlsafe_b64encode

from moothall.kernel.secrets import SecretMissing, secret
from moothall.people.identity_providers.one_login.keys import KeyRing
from moothall.people.identity_providers.one_login.mapping import identifier
from moothall.people.identity_providers.one_login.options import OneLoginOptions
from moothall.people.ports import RefusalReason, SignInRefused

#: In seconds, by which two clocks may differ.
CLOCK_TOLERANCE = 30
#: One Login takes no assertion that is good for longer.
ASSERTION_LIFE = timedelta(minutes=5)

#: In characters, of a library's words, for the log.
LONGEST_DETAIL = 200

TOKEN_ALGORITHMS = ("ES256", "RS256")
IDENTITY_ALGORITHMS = ("ES256",)

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
#: What the library and the readers beneath it raise at words that are no token.
UNREADABLE = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


def bad_token(detail: str) -> SignInRefused:
    """Return the refusal of a token, with why for the log."""
    return SignInRefused(RefusalReason.BAD_TOKEN, detail)


def read(
    token: object,
    keys: KeyRing,
    *,
    what: str,
    algorithms: Collection[str],
    issuer: str,
    audience: str,
    now: datetime,
    also: Collection[str] = (),
) -> Mapping[str, Any]:
    """
    Return the claims of a token that this issuer signed for us and that is good now.

    :raises Retry: if the keys cannot be had
    :raises SignInRefused: saying what is wrong with it
    """
    if not isinstance(token, str):
        raise bad_token(f"{what}: there is none.")

    def key_for(signed: Any) -> Key:
        key_id = signed.headers().get("kid")
        key = keys.find(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise bad_token(f"{what}: nobody knows the key {str(key_id)[:80]!r}.")
        return key

    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCK_TOLERANCE,
        iss=ClaimsOption(essential=True, value=issuer),
        **{name: ClaimsOption(essential=True) for name in ("aud", "exp", "iat", *also)},
    )
    try:
        claims = jwt.decode(token, key_for, algorithms=algorithms).claims
        registry.validate(claims)
    except ExpiredTokenError as error:
        raise SignInRefused(RefusalReason.EXPIRED, f"{what}: it has expired.") from error
    except UNREADABLE as error:
        raise bad_token(
            f"{what}: {type(error).__name__}: {str(error)[:LONGEST_DETAIL]!r}"
        ) from error
    if claims["aud"] not in (audience, [audience]):
        raise bad_token(f"{what}: it is for somebody else.")
    return claims


def subject_in(claims: Mapping[str, Any], *, what: str) -> str:
    """
    Return whom a token is about.

    :raises SignInRefused: if it names nobody, or in a form that the standard does not know
    """
    subject = identifier(claims.get("sub"))
    if not subject:
        raise bad_token(f"{what}: it names nobody.")
    return subject


def check_same(claims: Mapping[str, Any], name: str, expected: str, *, what: str) -> None:
    """
    Make sure that a claim says exactly what it must.

    :raises SignInRefused: if it does not
    """
    found = claims.get(name)
    if not isinstance(found, str) or not compare_digest(_bytes(found), _bytes(expected)):
        raise bad_token(f"{what}: {name} is not what was expected.")


def _bytes(words: str) -> bytes:
    """Return words for comparing, even halves of characters, which JSON may hold."""
    return words.encode(errors="surrogatepass")


def check_access_token(claims: Mapping[str, Any], access_token: str) -> None:
    """
    Make sure that an access token belongs to the id token beside it, where that tells.

    :raises SignInRefused: if it belongs to another
    """
    if "at_hash" in claims:
        digest = sha256(_bytes(access_token)).digest()
        half = urlsafe_b64encode(digest[: len(digest) // 2]).decode()
        check_same(claims, "at_hash", half, what="id token")


def names_logout(claims: Mapping[str, Any]) -> bool:
    """Tell whether a token says that somebody signed out; an id token must never pass for one."""
    events = claims.get("events")
    return (
        isinstance(events, dict)
        and isinstance(events.get(LOGOUT_EVENT), dict)
        and "nonce" not in claims
    )


def client_assertion(options: OneLoginOptions, *, audience: str, now: datetime) -> str:
    """
    Return the token that proves to One Login who we are, good once and for minutes.

    :raises SignInRefused: if our key is missing or cannot be used
    """
    try:
        key = _own_key(options)
        header = {"alg": options.signing_algorithm}
        if options.key_id:
            header["kid"] = options.key_id
        claims = {
            "iss": options.client_id,
            "sub": options.client_id,
            "aud": audience,
            "jti": str(uuid4()),
            "iat": int(now.timestamp()),
            "exp": int((now + ASSERTION_LIFE).timestamp()),
        }
        return jwt.encode(header, claims, key, algorithms=[options.signing_algorithm])
    except SecretMissing as error:
        raise SignInRefused(RefusalReason.MISCONFIGURED, str(error)) from error
    except UNREADABLE as error:
        # Never the error's own words: they may hold a piece of the key.
        detail = f"Our key {options.key_secret!r} cannot sign: {type(error).__name__}."
        raise SignInRefused(RefusalReason.MISCONFIGURED, detail) from error


def _own_key(options: OneLoginOptions) -> Key:
    pem = secret(options.key_secret)
    kind = RSAKey if options.signing_algorithm.startswith("PS") else ECKey
    return kind.import_key(pem)
