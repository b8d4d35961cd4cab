"""The codes that go by letter: eight signs that cannot be mistaken for each other."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
_HALF = LENGTH // 2
_SIGN_BITS = 5
#: Signs that people read as others that are in the alphabet, or type between its halves.
_READ_AS = str.maketrans({"-": None, " ": None})


def code_for(posted_code_id: UUID) -> str:
    """
    Return the code of one letter, always the same, so that a letter sent again says the same.

    Without the installation's secret it cannot be guessed from the id: forty bits, five tries.
    """
    number = int.from_bytes(_keyed(f"posted code {posted_code_id}"), "big")
    signs = [
        ALPHABET[number >> (_SIGN_BITS * place) & (len(ALPHABET) - 1)] for place in range(LENGTH)
    ]
    return f"{''.join(signs[:_HALF])}-{''.join(signs[_HALF:])}"


def digest_of_code(posted_code_id: UUID, typed: str) -> bytes:
    """Return what is kept of a code, however it was typed."""
    bare = typed.upper().translate(_READ_AS)
    return _keyed(f"digest {posted_code_id} {bare}")


def _keyed(text: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
