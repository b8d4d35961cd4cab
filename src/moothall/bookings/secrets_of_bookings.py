"""The secret by which a booking is looked at, changed and cancelled without an account."""

import secrets
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

_BYTES = 24
_SALT = "moothall.bookings.secret"
_SET_SALT = "moothall.bookings.secret-of-set"


def new_secret() -> str:
    """Return a new one that nobody can work out again, fit for an address."""
    return secrets.token_urlsafe(_BYTES)


def secret_of(booking_id: UUID, digest: bytes | None = None) -> str:
    """
    Return the secret of a booking, which messages lead by and the database does not hold.

    It follows from the booking's id and the installation's key; with the stored `digest`, from
    the key that was in force when the booking was made.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [
        salted_hmac(_SALT, booking_id.hex, secret=key, algorithm="sha256").hexdigest()
        for key in keys
    ]
    if digest is not None:
        for one in made:
            if compare_digest(digest_of(one), bytes(digest)):
                return one
    return made[0]


def secret_of_set(set_id: UUID) -> str:
    """
    Return the secret of what was booked at once, a group or a series, fit for an address.

    It names the set and proves itself, so that nothing is stored of it. Whoever has it may change
    each of the bookings; the secret of one of them opens that one alone.
    """
    return f"{set_id.hex}-{_proof(set_id, settings.SECRET_KEY)}"


def set_of_secret(secret: str) -> UUID | None:
    """Return the group or series whose secret this is, if it is one."""
    name, _, proof = secret.partition("-")
    try:
        set_id = UUID(hex=name)
    except ValueError:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_right = any(compare_digest(proof.encode(), _proof(set_id, key).encode()) for key in keys)
    return set_id if is_right else None


def _proof(set_id: UUID, key: str | bytes) -> str:
    return salted_hmac(_SET_SALT, set_id.hex, secret=key, algorithm="sha256").hexdigest()


def digest_of(secret: str) -> bytes:
    """Return what is stored of it."""
    return sha256(secret.encode()).digest()
