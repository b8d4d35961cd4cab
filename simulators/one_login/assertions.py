"""Who asks for a token: the assertion that a client signs with its private key."""

import time
from collections.abc import Mapping

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from simulators.one_login.clients import Client, Clients
from simulators.one_login.register import Register

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE = 5 * 60
RSA_ALGORITHMS = ["PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]
EC_ALGORITHMS = ["ES256"]


class RefusedError(Exception):
    """The token endpoint says no."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        """Refuse with this error."""
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def authenticate(
    form: Mapping[str, str], *, clients: Clients, register: Register, audience: str
) -> Client:
    """
    Return who asks.

    :raises RefusedError: if they do not prove it
    """
    if not form.get("client_assertion") or not form.get("client_assertion_type"):
        raise RefusedError("invalid_request", "Invalid token authentication method used")
    if form["client_assertion_type"] != TYPE:
        raise RefusedError("invalid_request", "Invalid private_key_jwt")
    client = clients.find(_named(form["client_assertion"]))
    if client is None:
        raise RefusedError("invalid_client", "Client authentication failed", 401)
    claims = _claims(form["client_assertion"], client, audience)
    if claims["iss"] != client.id or form.get("client_id", client.id) != client.id:
        raise RefusedError("invalid_client", "Invalid signature in private_key_jwt")
    begins = claims.get("iat", time.time())
    if float(str(claims["exp"])) - float(str(begins)) > LONGEST_LIFE:
        raise RefusedError("invalid_client", "private_key_jwt is good for too long")
    if not register.note_assertion(str(claims["jti"]), at=time.time()):
        raise RefusedError("invalid_client", "private_key_jwt was used before")
    return client


def _named(assertion: str) -> str:
    """Read who claims to ask, before it is known whether that is so."""
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError as mistake:
        raise RefusedError("invalid_request", "Invalid private_key_jwt") from mistake
    return str(claims.get("sub", ""))


def _claims(assertion: str, client: Client, audience: str) -> dict[str, object]:
    try:
        key = serialization.load_pem_public_key(client.public_key.encode())
    except (ValueError, UnsupportedAlgorithm) as mistake:
        raise RefusedError("server_error", "The client has no public key", 500) from mistake
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise RefusedError("server_error", "The client's key is of another kind", 500)
    algorithms = RSA_ALGORITHMS if isinstance(key, rsa.RSAPublicKey) else EC_ALGORITHMS
    try:
        claims: dict[str, object] = jwt.decode(
            assertion,
            key,
            algorithms=algorithms,
            audience=audience,
            # One Login looks at the end of an assertion's life alone.
            options={"require": ["exp", "iss", "sub", "aud", "jti"], "verify_iat": False},
        )
    except jwt.ExpiredSignatureError as mistake:
        raise RefusedError("invalid_grant", "private_key_jwt has expired") from mistake
    except jwt.InvalidTokenError as mistake:
        raise RefusedError("invalid_client", "Invalid signature in private_key_jwt") from mistake
    return claims
