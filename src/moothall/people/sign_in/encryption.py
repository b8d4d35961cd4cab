"""Secrets of second factors as the database keeps them: encrypted, with a key from outside it."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str) -> str:
    """Return the text encrypted with the newest key."""
    return _cipher(_keys()).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """
    Return what was encrypted with any of the keys.

    :raises cryptography.fernet.InvalidToken: if it was with none of them, or was changed
    """
    return _cipher(_keys()).decrypt(text.encode()).decode()


def _keys() -> tuple[str, ...]:
    """Return the keys, newest first; several are given one a word while they are being changed."""
    return tuple(settings.SECOND_FACTOR_KEYS.split()) or (settings.SECRET_KEY,)


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """Stretch a key of any form to what the cipher takes, for this purpose alone (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"moothall second factors")
    return urlsafe_b64encode(kdf.derive(key.encode()))
