"""Spoiling a token that was signed right, in the ways of the official simulator."""

import json
import secrets
from base64 import urlsafe_b64encode

from simulators.one_login.keys import WRONG_KID, SigningKey

ONE_DAY = 24 * 60 * 60
SIGNATURE_BYTES = 64
SOMEBODY_ELSE = "https://example.com/identity-provider"


def spoil_claims(
    claims: dict[str, object], errors: tuple[str, ...], *, now: int
) -> dict[str, object]:
    """Return the claims with what is wrong in them."""
    wrong: dict[str, dict[str, object]] = {
        "INVALID_ISS": {"iss": SOMEBODY_ELSE},
        "INVALID_AUD": {"aud": secrets.token_hex(16)},
        "INCORRECT_SUB": {"sub": f"urn:fdc:gov.uk:2022:{secrets.token_hex(16)}"},
        "TOKEN_EXPIRED": {"iat": now - ONE_DAY, "nbf": now - ONE_DAY, "exp": now - ONE_DAY + 120},
        "TOKEN_NOT_VALID_YET": {"iat": now + ONE_DAY, "exp": now + ONE_DAY + 120},
        "NONCE_NOT_MATCHING": {"nonce": secrets.token_hex(16)},
        "INCORRECT_VOT": {"vot": "Cl" if claims.get("vot") == "Cl.Cm" else "Cl.Cm"},
    }
    spoilt = dict(claims)
    for error in errors:
        spoilt |= wrong.get(error, {})
    return {name: value for name, value in spoilt.items() if name in claims}


def sign(
    key: SigningKey, claims: dict[str, object], errors: tuple[str, ...], *, kid: str = ""
) -> str:
    """Sign the claims, and then spoil the header or the signature if told so."""
    token = key.sign(claims, kid=kid)
    header, payload, signature = token.split(".")
    if "INVALID_ALG_HEADER" in errors:
        header = _encoded(json.dumps({"kid": WRONG_KID, "alg": "HS256"}).encode())
    if "INVALID_SIGNATURE" in errors:
        signature = _encoded(secrets.token_bytes(SIGNATURE_BYTES))
    return f"{header}.{payload}.{signature}"


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
