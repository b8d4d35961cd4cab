"""
Addresses that lead an answer back to its case: `bins+nor-4k7-9xm.SIGNATURE@northvale.gov.uk`.

Who has such an address was written to about the case: a reference can be guessed or overheard, a
signature cannot. The key is a council's own, and derived, so that there is nothing to keep.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings

_LONGEST_LOCAL_PART = 64
_BYTES = 10
_SIGNED = re.compile(r"([a-z0-9]{1,4}-[0-9a-z-]{3,12})\.([a-z2-7]{16})")


def signed_address(address: str, *, council_id: int, reference: str) -> str:
    """Return a mailbox's address that leads to a case; the plain one if it grows too long."""
    local, _, domain = address.partition("@")
    said = reference.lower()
    signed = f"{local}+{said}.{_signature(_keys()[0], council_id, said)}"
    return f"{signed}@{domain}" if len(signed) <= _LONGEST_LOCAL_PART else address


def signed_reference(recipients: Iterable[str], *, council_id: int) -> str:
    """Return the reference of the case to which one of these addresses leads, or nothing."""
    for address in recipients:
        local, _, _ = address.lower().partition("@")
        found = _SIGNED.fullmatch(local.rpartition("+")[2])
        if found is not None and _is_ours(found[1], found[2], council_id):
            return found[1].upper()
    return ""


def plain_address(address: str) -> str:
    """Return an address without what follows a plus."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def address_digest(address: str) -> str:
    """Return what is kept of an address where only the same is to be known again."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"cases.mail.sender:" + address.encode(), hashlib.sha256).hexdigest()


def _is_ours(said: str, signature: str, council_id: int) -> bool:
    return any(hmac.compare_digest(_signature(key, council_id, said), signature) for key in _keys())


def _signature(key: str, council_id: int, said: str) -> str:
    own = hmac.new(key.encode(), f"cases.mail:{council_id}".encode(), hashlib.sha256).digest()
    digest = hmac.new(own, said.encode(), hashlib.sha256).digest()[:_BYTES]
    return base64.b32encode(digest).decode().lower()


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]
