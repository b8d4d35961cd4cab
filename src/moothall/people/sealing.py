"""What waits to be sent and nobody else should read: sealed with keys from outside the database."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from moothall.kernel.errors import GiveUp


def seal(text: str) -> str:
    """Return the text encrypted with the newest key."""
    return _cipher(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """
    Return what was sealed.

    :raises GiveUp: if the key has been changed since, or the text is not one that we sealed
    """
    try:
        return _cipher(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise GiveUp("What was to be sent can no longer be read.") from error


def _keys() -> tuple[str, ...]:
    return tuple(settings.SECOND_FACTOR_KEYS.split()) or (settings.SECRET_KEY,)


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """Stretch a key of any form to what the cipher takes, for this purpose alone (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"moothall sealed changes")
    return urlsafe_b64encode(kdf.derive(key.encode()))
