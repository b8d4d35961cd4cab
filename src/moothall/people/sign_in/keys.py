"""The keys with which the sign-in host signs: made when first needed, changed by a schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from allauth.core.internal import jwkkit
from allauth.idp.oidc.internal.private_keys import filter_keys, pick_signing_key
from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction
from django.db.models import Q
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from moothall.kernel import clock
from moothall.kernel.short_memory import remembered
from moothall.people.models import SigningKey
from moothall.people.sign_in import encryption

SIGNS_FOR = timedelta(days=90)

#: Published for so long before it signs: others keep our keys, some for a day.
PUBLISHED_BEFORE = timedelta(days=2)

#: Published on after a newer one signs, so that whoever holds a token can still check it.
PUBLISHED_AFTER = timedelta(days=2)
ALGORITHM = "RS256"
BITS = 2048
EXPONENT = 65537
MEMORY = 30.0

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('people.signing-keys'))"


@remembered(seconds=MEMORY)
def published_keys() -> tuple[PrivateKey, ...]:
    """Return the keys that others may check with, newest first; make the first one."""
    now = clock.now()
    rows = _published(now)
    if not rows:
        rows = [_add_key_unless_there(now)]
    return tuple(
        PrivateKey(
            pem=encryption.decrypt(row.encrypted_pem),
            issued_at=row.created_at,
            not_before=row.signs_from,
            expires_at=row.retires_at,
        )
        for row in rows
    )


@dataclass(frozen=True)
class Pair:
    """A key as it is used: its public half as others read it (a JWK), and both halves ready."""

    jwk: Mapping[str, str]
    public: RSAKey
    private: RSAKey


@lru_cache(maxsize=8)
def pair_of(pem: str) -> Pair:
    """
    Return a key ready for use.

    Reading one takes a hundred times as long as signing with it: see the decision record.
    """
    jwk, _ = jwkkit.load_jwk_from_pem(pem)
    return Pair(jwk=jwk, public=RSAKey.import_key(jwk), private=RSAKey.import_key(pem))


def public_keys() -> KeySet:
    """Return the public halves, to check what was signed here."""
    return KeySet([pair_of(key.pem).public for key in published_keys()])


def signed(claims: dict[str, Any], *, kind: str = "JWT") -> str:
    """Return a token that says this, signed with the key whose turn it is."""
    known = filter_keys(list(published_keys()), did_activate=True, is_active=True)
    signing = pick_signing_key(known) or published_keys()[-1]
    pair = pair_of(signing.pem)
    return jwt.encode({"alg": ALGORITHM, "kid": pair.jwk["kid"], "typ": kind}, claims, pair.private)


def claims_in(token: str) -> dict[str, object] | None:
    """Return what a token says that was signed here, however old it is; nothing if it was not."""
    try:
        return dict(jwt.decode(token, public_keys(), algorithms=[ALGORITHM]).claims)
    except (JoseError, ValueError):
        return None


@transaction.atomic
def change_keys(*, now: datetime) -> None:
    """
    Publish the next key before the present one is old, and forget what is published no more.

    It signs only after all who keep our keys must have fetched it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    newest = SigningKey.objects.order_by("-created_at").first()
    if newest is not None and now + PUBLISHED_BEFORE - newest.signs_from >= SIGNS_FOR:
        signs_from = now + PUBLISHED_BEFORE
        _retire_others(signs_from)
        _make(now, signs_from=signs_from)
    SigningKey.objects.filter(retires_at__lt=now).delete()


@transaction.atomic
def replace_keys(*, now: datetime) -> None:
    """Sign with a new key at once and withdraw all others: one of them has become known."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    SigningKey.objects.all().delete()
    _make(now, signs_from=now)


def _retire_others(signs_from: datetime) -> None:
    SigningKey.objects.filter(retires_at__isnull=True).update(
        retires_at=signs_from + PUBLISHED_AFTER
    )


@transaction.atomic
def _add_key_unless_there(now: datetime) -> SigningKey:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    there = _published(now)
    return there[0] if there else _make(now, signs_from=now)


def _published(now: datetime) -> list[SigningKey]:
    still = Q(retires_at__isnull=True) | Q(retires_at__gt=now)
    return list(SigningKey.objects.filter(still).order_by("-created_at"))


def new_key() -> rsa.RSAPrivateKey:
    """Return a new private key."""
    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)


def _make(now: datetime, *, signs_from: datetime) -> SigningKey:
    key = new_key()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return SigningKey.objects.create(
        encrypted_pem=encryption.encrypt(pem), created_at=now, signs_from=signs_from
    )
