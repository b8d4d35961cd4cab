"""The keys that One Login signs with, made at first need, published, and changed."""

import time
import uuid
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS signing_key (
    kid TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    state TEXT NOT NULL,
    pem TEXT NOT NULL,
    made_at REAL NOT NULL
);
"""
RSA_BITS = 2048
WRONG_KID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class SigningKey:
    """One key, with its private half."""

    kid: str
    algorithm: str
    pem: str

    def sign(self, claims: dict[str, object], *, kid: str = "", typ: str = "JWT") -> str:
        """Sign claims, under another key's name if told so."""
        headers = {"kid": kid or self.kid, "typ": typ}
        return jwt.encode(claims, self.pem, algorithm=self.algorithm, headers=headers)

    def public(self) -> dict[str, object]:
        """Return the public half, as others may read it."""
        private = serialization.load_pem_private_key(self.pem.encode(), None)
        public = private.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            shown = ECAlgorithm.to_jwk(public, as_dict=True)
        elif isinstance(public, rsa.RSAPublicKey):
            shown = RSAAlgorithm.to_jwk(public, as_dict=True)
        else:
            raise TypeError("There are no other kinds of key here.")
        kept = {name: value for name, value in shown.items() if name != "key_ops"}
        return {**kept, "kid": self.kid, "use": "sig", "alg": self.algorithm}


class Keys:
    """
    The keys of tokens (a state: next, current, retired) and of identities (current, retired).

    A retired key of tokens is no longer published, so what it signed is no longer believed.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Remember where they are kept."""
        self._ledger = ledger

    def for_tokens(self, algorithm: str) -> SigningKey:
        """Return the key that signs tokens now."""
        return self._current("token", algorithm)

    def for_identities(self) -> SigningKey:
        """Return the key that signs identities now."""
        return self._current("identity", "ES256")

    def published_for_tokens(self) -> list[SigningKey]:
        """Return the keys that anybody may check a token with; there is one at the least."""
        self.for_tokens("ES256")
        return self._find("token", "next", "current")

    def publish_new(self) -> None:
        """Publish the keys that will be used next."""
        for key in self._find("token", "current"):
            self._make("token", key.algorithm, "next")

    def use_new(self) -> None:
        """Use the keys published last, or new ones, and publish the old no more."""
        if not self._find("token", "next"):
            self.publish_new()
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE signing_key SET state = 'retired' "
                "WHERE purpose = 'token' AND state = 'current'"
            )
            rows.execute("UPDATE signing_key SET state = 'current' WHERE state = 'next'")

    def rotate_identity(self) -> None:
        """Use a new key for identities."""
        with self._ledger.writing() as rows:
            rows.execute(
                "UPDATE signing_key SET state = 'retired' "
                "WHERE purpose = 'identity' AND state = 'current'"
            )

    def _current(self, purpose: str, algorithm: str) -> SigningKey:
        for key in self._find(purpose, "current"):
            if key.algorithm == algorithm:
                return key
        return self._make(purpose, algorithm, "current")

    def _find(self, purpose: str, *states: str) -> list[SigningKey]:
        with self._ledger.reading() as rows:
            found = rows.execute(
                "SELECT * FROM signing_key WHERE purpose = ? ORDER BY made_at", (purpose,)
            ).fetchall()
        return [
            SigningKey(row["kid"], row["algorithm"], row["pem"])
            for row in found
            if row["state"] in states
        ]

    def _make(self, purpose: str, algorithm: str, state: str) -> SigningKey:
        private = (
            ec.generate_private_key(ec.SECP256R1())
            if algorithm == "ES256"
            else rsa.generate_private_key(65537, RSA_BITS)
        )
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        key = SigningKey(str(uuid.uuid4()), algorithm, pem)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT INTO signing_key VALUES (?, ?, ?, ?, ?, ?)",
                (key.kid, purpose, algorithm, state, pem, time.time()),
            )
        return key
