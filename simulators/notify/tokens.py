"""Who is asking: Notify's JSON Web Tokens, signed with an API key's secret."""

from collections.abc import Mapping

import jwt

from simulators.notify.refusals import RefusedError, forbidden
from simulators.notify.services import ApiKey, Service

CLOCK_BOUND = 30
"""Seconds by which the sender's clock may be wrong."""
GUIDANCE = (
    "Invalid token: make sure your API token matches the example at "
    "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
)


def authenticate(
    authorisation: str, services: Mapping[str, Service], *, now: float
) -> tuple[Service, ApiKey]:
    """
    Find the service that signed a request, and the key it used.

    :raises RefusedError: if the token is missing, malformed, too old or signed by nobody we know
    """
    if not authorisation:
        raise RefusedError(401, "AuthError", "Unauthorized: authentication token must be provided")
    scheme, _, token = authorisation.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError(
            401, "AuthError", "Unauthorized: authentication bearer scheme must be used"
        )
    service = services.get(_issuer(token))
    if service is None:
        raise forbidden("Invalid token: service not found")
    for key in service.api_keys:
        claims = _claims(token, key.secret)
        if claims is not None:
            _check_clock(claims, now)
            return service, key
    raise forbidden("Invalid token: API key not found")


def _issuer(token: str) -> str:
    """Read who claims to have signed, before it is known whether that is so."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError as mistake:
        raise forbidden(GUIDANCE) from mistake
    if header.get("alg") != "HS256":
        raise forbidden("Invalid token: algorithm used is not HS256")
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer:
        raise forbidden("Invalid token: iss field not provided")
    return issuer


def _claims(token: str, secret: str) -> dict[str, object] | None:
    """Read the claims if this secret signed them; the clock is judged separately."""
    try:
        claims: dict[str, object] = jwt.decode(
            token, secret, algorithms=["HS256"], options={"verify_iat": False}
        )
    except jwt.InvalidSignatureError:
        return None
    except jwt.InvalidTokenError as mistake:
        raise forbidden(GUIDANCE) from mistake
    return claims


def _check_clock(claims: Mapping[str, object], now: float) -> None:
    """Refuse a token that was not made just now."""
    issued_at = claims.get("iat")
    if issued_at is None:
        raise forbidden("Invalid token: iat field not provided")
    if not isinstance(issued_at, (int, float)) or abs(now - issued_at) > CLOCK_BOUND:
        raise forbidden("Error: Your system clock must be accurate to within 30 seconds")
