"""Signatures of Standard Webhooks 1.0: the symmetric scheme, `v1`."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
#: What the specification asks of a key's length, in bytes.
SHORTEST_KEY, LONGEST_KEY = 24, 64


def key_from(secret: str) -> bytes:
    """
    Return the key in a secret as it is handed around: `whsec_` and base64.

    :raises ValueError: if it is none, or too short to guard anything
    """
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A webhook's secret is `whsec_` and base64.") from error
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise ValueError(f"A webhook's secret has {SHORTEST_KEY} to {LONGEST_KEY} bytes.")
    return key


def headers_for(
    message_id: str, body: bytes, *, keys: Iterable[bytes], now: datetime
) -> dict[str, str]:
    """Return the three headers of a message, signed with each key."""
    moment = str(int(now.timestamp()))
    signed = f"{message_id}.{moment}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        for key in keys
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signatures),
    }
