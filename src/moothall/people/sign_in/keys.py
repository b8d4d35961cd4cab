"""The keys with which the sign-in host signs: made when first needed, changed by a schedule."""

from datetime import datetime, timedelta

from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction
from django.db.models import Q

from moothall.kernel import clock
from moothall.kernel.short_memory import remembered
from moothall.people.models import SigningKey
from moothall.people.sign_in import encryption

SIGNS_FOR = timedelta(days=90)

#: Published on after a newer one signs, so that whoever holds a token can still check it.
PUBLISHED_AFTER = timedelta(days=2)
BITS = 2048
EXPONENT = 65537
MEMORY = 30.0

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('people.signing-keys'))"


@remembered(seconds=MEMORY)
def published_keys() -> tuple[PrivateKey, ...]:
    """Return the keys that others may check with, the one that signs first; make the first."""
    now = clock.now()
    rows = _published(now)
    if not rows:
        rows = [_add_key_unless_there(now)]
    return tuple(
        PrivateKey(
            pem=encryption.decrypt(row.encrypted_pem),
            issued_at=row.created_at,
            expires_at=row.retires_at,
        )
        for row in rows
    )


@transaction.atomic
def change_keys(*, now: datetime) -> None:
    """Sign with a new key if the present one is old, and forget what is published no more."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    newest = SigningKey.objects.order_by("-created_at").first()
    if newest is not None and now - newest.created_at >= SIGNS_FOR:
        newest.retires_at = now + PUBLISHED_AFTER
        newest.save(update_fields=["retires_at"])
        _make(now)
    SigningKey.objects.filter(retires_at__lt=now).delete()


@transaction.atomic
def _add_key_unless_there(now: datetime) -> SigningKey:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    there = _published(now)
    return there[0] if there else _make(now)


def _published(now: datetime) -> list[SigningKey]:
    still = Q(retires_at__isnull=True) | Q(retires_at__gt=now)
    return list(SigningKey.objects.filter(still).order_by("-created_at"))


def _make(now: datetime) -> SigningKey:
    key = rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return SigningKey.objects.create(encrypted_pem=encryption.encrypt(pem), created_at=now)
